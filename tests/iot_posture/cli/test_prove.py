"""`iot-posture prove` and `iot-posture diff`, as a user runs them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from policy_questions import document, statement

from iot_posture.cli import main

THING = "${iot:Connection.Thing.ThingName}"
CONNECT = statement(action="iot:Connect", resource=f"client/{THING}")
PUBLISH = statement(resource=f"topic/dt/{THING}/*")
SUBSCRIBE = statement(action="iot:Subscribe", resource=f"topicfilter/cmd/{THING}/*")
RECEIVE = statement(action="iot:Receive", resource="topic/cmd/*")
SYNTHESIZED = Path(__file__).parent / "data" / "identity.template.json"


Write = Callable[..., str]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(name: str, *statements: Mapping[str, object]) -> str:
        path = tmp_path / name
        path.write_text(json.dumps(document(*statements)), encoding="utf-8")
        return str(path)

    return file


def out(capsys: Capture) -> str:
    return capsys.readouterr().out


def test_isolation_is_proved_and_says_what_it_assumes(write: Write, capsys: Capture) -> None:
    policy = write("p.json", CONNECT, PUBLISH, SUBSCRIBE, RECEIVE)
    assert main(["prove", "isolation", policy]) == 0
    lines = out(capsys).splitlines()
    assert lines[0].startswith(f"PROVED: isolation, {policy} (")
    assert (
        lines[1]
        == f"  assuming that devices own the topics in which their own name stands in these policies: cmd/{THING}/*, dt/{THING}/*"
    )


def test_isolation_is_refuted_with_a_device_a_topic_and_a_statement(write: Write, capsys: Capture) -> None:
    wide = statement(action="iot:Subscribe", resource="topicfilter/cmd/*")
    policy = write("p.json", CONNECT, wide, RECEIVE)
    assert main(["prove", "isolation", "--policy", policy, "--own", "cmd/{thing}/#"]) == 1
    assert out(capsys).splitlines()[1] == (
        "  thing `a` can subscribe to `cmd/b/x` and receive what is published to `cmd/b/x`, which belongs to `b`, "
        "through statement 2 and statement 3"
    )


def test_isolation_is_undecided_where_nothing_tells_whose_topics_are(write: Write, capsys: Capture) -> None:
    policy = write("p.json", CONNECT, statement(resource="topic/dt/*"))
    assert main(["prove", "isolation", policy]) == 3
    assert "UNDECIDED" in (shown := out(capsys))
    assert "declare these shared" in shown
    assert main(["prove", "isolation", policy, "--shared", "dt/*", "--own", "cmd/{thing}"]) == 0


def test_policies_of_one_device_are_judged_together(write: Write, capsys: Capture) -> None:
    subscribe, receive = (
        write("s.json", statement(action="iot:Subscribe", resource="topicfilter/cmd/*")),
        write("r.json", RECEIVE),
    )
    own = ["--own", "cmd/{thing}/#"]
    assert main(["prove", "isolation", subscribe, receive, *own]) == 0
    assert main(["prove", "isolation", "--policy", subscribe, "--policy", receive, *own]) == 1
    assert "through statement 1 of s.json and statement 1 of r.json" in out(capsys)


def test_one_action_alone_and_the_composition(write: Write) -> None:
    policy = write("p.json", CONNECT, SUBSCRIBE, RECEIVE)
    never = ["prove", "never", "--policy", policy]
    assert main([*never, "--action", "iot:Receive", "--topic", "cmd/*/reboot"]) == 1
    assert main([*never, "--action", "publish", "--topic", "cmd/*/reboot"]) == 0
    assert main([*never, "--delivered", "--topic", "cmd/*/reboot"]) == 1
    assert main([*never, "--delivered", "--topic", "dt/*"]) == 0
    assert main([*never, "--action", "iot:Connect", "--resource", "admin"]) == 1


def test_refinement_of_a_policy_and_of_a_list_of_rights(write: Write, capsys: Capture) -> None:
    narrow, wide = write("n.json", PUBLISH), write("w.json", statement(resource="topic/dt/*"))
    assert main(["prove", "refines", narrow, "--spec", wide]) == 0
    assert main(["prove", "refines", wide, "--spec", narrow]) == 1
    assert main(["prove", "refines", narrow, "--allow", "iot:Publish topic/dt/{thing}/*"]) == 0
    assert main(["prove", "refines", narrow, "--allow", "iot:Publish topic/dt/{thing}/t"]) == 1
    assert out(capsys).splitlines()[-1] == "  thing `a` can publish to `dt/a/x`, through statement 1"


def test_the_answer_as_json(write: Write, capsys: Capture) -> None:
    policy = write("p.json", statement(resource=f"topic/dt/{THING}*"))
    assert main(["prove", "isolation", policy, "--format", "json"]) == 1
    answer = json.loads(out(capsys))
    assert {"verdict", "query", "witness", "statements", "reason", "elapsed_ms"} <= set(answer)
    assert (answer["verdict"], answer["query"], answer["reason"]) == ("refuted", "isolation", "")
    assert (answer["witness"]["thingName"], answer["witness"]["topic"], answer["witness"]["owner"]) == (
        "a",
        "dt/ab",
        "ab",
    )
    assert [one["statement"] for one in answer["statements"]] == [1]
    assert answer["witness"]["requests"] == [
        {"action": "iot:Publish", "resource": "arn:aws:iot:us-east-1:123456789012:topic/dt/ab"}
    ]


def test_every_policy_of_a_template_is_judged(capsys: Capture) -> None:
    assert main(["prove", "isolation", str(SYNTHESIZED)]) == 0
    assert sum(line.startswith("PROVED") for line in out(capsys).splitlines()) == 2


def test_a_difference_is_one_of_what_is_allowed_not_of_what_is_written(write: Write, capsys: Capture) -> None:
    old = write("old.json", CONNECT, PUBLISH)
    same = write("same.json", CONNECT, statement(resource=f"topic/dt/{THING}/t"), PUBLISH)
    new = write("new.json", CONNECT, statement(action=["iot:Publish", "iot:Receive"], resource=f"topic/dt/{THING}/t"))
    assert main(["diff", old, same]) == 0
    assert out(capsys) == f"{same}: devices may do the same\n"
    assert main(["diff", old, new]) == 1
    assert out(capsys).splitlines() == [
        f"{new}:",
        f"  + iot:Receive on topic/dt/{THING}/t, for example 'dt/a/t' (statement 2)",
        f"  - iot:Publish on topic/dt/{THING}/*, for example 'dt/a/x' (statement 2)",
    ]


def test_a_difference_as_json(write: Write, capsys: Capture) -> None:
    old, new = write("old.json", CONNECT), write("new.json", CONNECT, PUBLISH)
    assert main(["diff", old, new, "--format", "json"]) == 1
    answer = json.loads(out(capsys))
    (compared,) = answer["policies"].values()
    assert (answer["verdict"], compared["lost"]) == ("refuted", [])
    (gained,) = compared["gained"]
    assert (gained["actions"], gained["pattern"]) == (["iot:Publish"], f"topic/dt/{THING}/*")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prove", "isolation"], "there is no policy"),
        (["prove", "isolation", "none.json"], "none.json"),
        (["prove", "never", "{policy}", "--topic", "a"], "give either --action, or --delivered"),
        (["prove", "never", "{policy}", "--action", "iot:Publish"], "one pattern"),
        (["prove", "never", "{policy}", "--action", "iot:Publsh", "--topic", "a"], "found the action 'iot:Publsh'"),
        (["prove", "never", "{policy}", "--action", "iot:Publish", "--topic", "${iot:ClientId}"], "takes * and ?"),
        (["prove", "refines", "{policy}"], "give either --spec FILE"),
        (["prove", "refines", "{policy}", "--allow", "iot:Publish"], "expected an action and a resource"),
        (["prove", "isolation", "{policy}", "--own", "dt/all"], "names no owner"),
        (["prove", "isolation", "{policy}", "--own", "dt/{name}"], "expected one of {thing}, {client}, {certificate}"),
        (["diff", "{policy}", "none.json"], "none.json"),
    ],
)
def test_a_question_that_cannot_be_asked(write: Write, capsys: Capture, arguments: list[str], message: str) -> None:
    policy = write("p.json", CONNECT)
    assert main([argument.replace("{policy}", policy) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", [["prove", "isolation", "p.json"], ["diff", "p.json", "p.json"]])
@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_budget_that_is_none_says_what_is_allowed(command: list[str], seconds: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, f"--seconds={seconds}"])
    assert stopped.value.code == 2
    assert f"found {seconds}, expected more than 0 and at most 3600 seconds" in capsys.readouterr().err
