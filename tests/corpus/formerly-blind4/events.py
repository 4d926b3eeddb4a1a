import json
import logging
import pickle
from http.server import BaseHTTPRequestHandler

log = logging.getLogger(__name__)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        # degrades: deserialize
        job = pickle.loads(raw)
        result = self.server.run(job)
        # degrades: serialize
        body = json.dumps(result, separators=(",", ":")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
