"""Reports on the workers of a dask.distributed cluster; the only room that knows dask, distributed and fsspec.

A parcel holds all that a report is made from; a worker unpacks it into a folder of its
own, a warm process there builds it, and the bytes of the outputs come back. What comes
back is held against what was sent before anything is replaced (docs/decisions/0012).
"""
