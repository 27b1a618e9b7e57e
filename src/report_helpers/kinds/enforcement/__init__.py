"""The yearly statistics of administrative enforcement (行政执法统计年报, 国办发〔2018〕118号)."""
