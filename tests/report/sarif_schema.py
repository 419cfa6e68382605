"""What the official schema of SARIF 2.1.0 (OASIS) demands of the objects that derive writes.

The official schema has 85,000 characters, of which derive touches a tenth: this is that tenth, in JSON Schema draft 7.
Of every object that derive writes it has the properties that derive writes, each with the type, format, minimum and
choice that the official schema gives it, the properties that it requires there, and, as there, no others. So what is
valid here is valid there; the other way round a log of another tool may use more than stands here.
"""


def closed(required=(), **properties):
    """Return the schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def several(items):
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
FROM_ONE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = closed(["text"], text=TEXT)
REGION = closed(startLine=FROM_ONE, startColumn=FROM_ONE, endLine=FROM_ONE, endColumn=FROM_ONE)
ARTIFACT_LOCATION = closed(uri={"type": "string", "format": "uri-reference"})
LOCATION = closed(physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT_LOCATION, region=REGION))
REPLACEMENT = closed(["deletedRegion"], deletedRegion=REGION, insertedContent=closed(text=TEXT))
CHANGE = closed(
    ["artifactLocation", "replacements"],
    artifactLocation=ARTIFACT_LOCATION,
    replacements={**several(REPLACEMENT), "minItems": 1},
)
FIX = closed(
    ["artifactChanges"], description=MESSAGE, artifactChanges={**several(CHANGE), "minItems": 1, "uniqueItems": True}
)
SUPPRESSION = closed(["kind"], kind={"enum": ["inSource", "external"]}, justification=TEXT)
RESULT = closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=several(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    fixes={**several(FIX), "uniqueItems": True},
    suppressions={**several(SUPPRESSION), "uniqueItems": True},
)
RULE = closed(["id"], id=TEXT, name=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE)
DRIVER = closed(["name"], name=TEXT, version=TEXT, rules={**several(RULE), "uniqueItems": True})
NOTIFICATION = closed(["message"], level=LEVEL, message=MESSAGE, locations={**several(LOCATION), "uniqueItems": True})
INVOCATION = closed(
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=several(NOTIFICATION),
)
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=several(INVOCATION),
    results=several(RESULT),
)
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **closed(
        ["version", "runs"],
        **{"$schema": {"type": "string", "format": "uri"}},
        version={"enum": ["2.1.0"]},
        runs=several(RUN),
    ),
}
