"""Answers a questionnaire with the published OFREP provider for Python, unmodified.

Reads {url, sdkKey, questionnaire} as JSON from standard input; prints one value a line, as JSON.
"""

import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext


def main():
    request = json.load(sys.stdin)
    asked = request["questionnaire"]
    headers = {"Authorization": "Bearer " + request["sdkKey"]}
    api.set_provider_and_wait(OFREPProvider(base_url=request["url"], headers_factory=lambda: headers))
    client = api.get_client()
    getters = {
        "BOOLEAN": client.get_boolean_value,
        "INTEGER": client.get_integer_value,
        "NUMERIC": client.get_float_value,
        "STRING": client.get_string_value,
        "JSON": client.get_object_value,
    }
    for flag_at, subject_at in asked["questions"]:
        flag, subject = asked["flags"][flag_at], asked["subjects"][subject_at]
        fallback = float(flag["fallback"]) if flag["type"] == "NUMERIC" else flag["fallback"]
        context = EvaluationContext(subject["key"], subject["attributes"])
        print(json.dumps(getters[flag["type"]](flag["key"], fallback, context)))
    api.shutdown()


main()
