import zlib


class LabelSink:
    """Stores the label set of a time series, a line like job="api",code="500"."""

    def __init__(self, put):
        self._put = put

    def series(self, sid, labels):
        line = ",".join(f'{k}="{v}"' for k, v in sorted(labels.items()))
        # degrades: compress
        self._put(sid, zlib.compress(line.encode(), 6))
