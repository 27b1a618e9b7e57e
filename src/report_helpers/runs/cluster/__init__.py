"""Reports built by the workers of a dask.distributed cluster.

An input archive holds all that a report is made from; a worker unpacks it into a folder of its
own, a build process there builds it, and the bytes of the outputs come back. They are
compared with what was sent before anything is replaced (docs/decisions/0012).
"""
