"""The rule catalogue, the residual frame and its judgement by Great Expectations."""
