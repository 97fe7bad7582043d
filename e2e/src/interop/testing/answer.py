"""Answers a questionnaire with the published UFC client for Python, unmodified.

Reads {baseUrl, sdkKey, questionnaire} as JSON from standard input; prints one answer a line, as JSON.
"""

import json
import sys

import eppo_client
from eppo_client import AssignmentLogger, ClientConfig, ContextAttributes


class Kept(AssignmentLogger):
    """Keeps what was logged for the question that is being answered."""

    assignment = None
    action = None

    def log_assignment(self, event):
        self.assignment = event

    def log_bandit_action(self, event):
        self.action = event


def context(attributes):
    categorical = {name: value for name, value in attributes["categoricalAttributes"].items() if value is not None}
    return ContextAttributes(attributes["numericAttributes"], categorical)


def main():
    request = json.load(sys.stdin)
    asked = request["questionnaire"]
    kept = Kept()
    client = eppo_client.init(
        ClientConfig(
            api_key=request["sdkKey"],
            base_url=request["baseUrl"],
            assignment_logger=kept,
        )
    )
    client.wait_for_initialization()
    getters = {
        "BOOLEAN": client.get_boolean_assignment,
        "INTEGER": client.get_integer_assignment,
        "NUMERIC": client.get_numeric_assignment,
        "STRING": client.get_string_assignment,
        "JSON": client.get_json_assignment,
    }
    flags = [
        {**flag, "actions": flag["actions"] and {key: context(one) for key, one in flag["actions"].items()}}
        for flag in asked["flags"]
    ]
    for flag_at, subject_at in asked["questions"]:
        flag, subject = flags[flag_at], asked["subjects"][subject_at]
        key, fallback, attributes = flag["key"], flag["fallback"], subject["attributes"]
        kept.assignment = kept.action = None
        action = None
        if flag["type"] == "NUMERIC":
            fallback = float(fallback)
        if flag["actions"] is None:
            value = getters[flag["type"]](key, subject["key"], attributes, fallback)
        else:
            answer = client.get_bandit_action(key, subject["key"], context(attributes), flag["actions"], fallback)
            value, action = answer.variation, answer.action
        print(json.dumps({"value": value, "action": action, "assignment": kept.assignment, "banditAction": kept.action}))
    client.shutdown()


main()
