"""Sends `count` calls with the client for Python and tells how many failed.

python send.py ADDRESS KEY COUNT
"""

import datetime
import json
import sys
import time

from segment.analytics.client import Client

address, key, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
at = datetime.datetime(2024, 2, 29, 9, 30, tzinfo=datetime.timezone.utc)
lost = []
client = Client(
    key,
    host=address,
    gzip=True,
    upload_size=7,
    upload_interval=0.05,
    max_retries=20,
    on_error=lambda error, batch: lost.extend(batch),
)
for n in range(count):
    client.track(f"p{n}", "Paid", {"n": n, "client": "segment-python"}, timestamp=at)
    time.sleep(0.005)
client.flush()
client.join()
print(json.dumps({"segment-python": count - len(lost)}))
