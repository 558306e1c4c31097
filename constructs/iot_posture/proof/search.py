"""The mathematics: is there a word that all of these patterns match, and none of those, with two things kept apart?

What is decided
    A *track* is a pattern that a word must match: literal characters, `?`, `*`, and variables. A variable belongs to a
    side, the device that acts or the device that owns, and stands for a value: one and the same value wherever the same
    side's variable stands. There are two words, the topic and, for subscriptions, the filter that delivers it; each track
    reads one of them. `Forbidden` is a set of patterns of which the word must match none. `search` looks for words that
    all tracks match and nothing forbids, while the two sides' values of an identity differ.

How
    All patterns read the words together, one character at a time, and only states that can be reached are ever made. A
    variable is not given a value: what its track reads between opening and closing it, its *interval*, is the value.
      * Two intervals that opened at the same character and close at the same character have the same content. For the
        two sides of one identity that is forbidden; if only one closes, the lengths differ, and so do the values.
        No characters are compared.
      * For one side, intervals that opened together have to close together.
      * What is forbidden is read by all its patterns at once, as the bits of an integer. A variable in a forbidden
        pattern is matched by an interval of the same variable: its bit waits while the interval is open.
      * A character on which no live forbidden pattern insists is as good as any other and better than one on which one
        does (it keeps fewer of them alive, and fewer alive forbid less), so where tracks leave the choice, one such
        character stands for all. Where there is none, all are tried.
      * Subscriptions read two words at once: a level of the filter is copied from the topic, or is `+` while the topic
        reads any level, or is `#` while it reads all that is left. `$share/<group>/` before a filter is read by the
        filter alone. As on AWS, `a/#` does not match `a`, and `+` and `#` in the first level match nothing that begins
        with `$`.
      * Where literal beginnings differ, or the names of two sides stand at the same place, nothing is read at all: see
        `iot_posture.proof.beginnings`.

Why it is sound
    Each simplification only adds words: intervals that opened at different characters may differ in content although
    their variable is the same, and a forbidden pattern with a variable applies only where its interval is the same as
    the track's. So when nothing is found, nothing is there: that is a proof, for all words and all values. A word that
    is found is a candidate; whoever asks binds the variables to the values found, searches again, now exactly, and lets
    the evaluator confirm. What stays open between the two is undecided, and is said to be.

Termination
    States are finite: positions, modes, and sets of live bits. The sets can grow exponentially in the `*` of what is
    forbidden, so each search spends from a `Budget`.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from iot_posture.policy.limits import MAX_TOPIC_BYTES, MAX_TOPIC_SLASHES
from iot_posture.policy.mqtt import counted, unshared
from iot_posture.proof.beginnings import may_meet
from iot_posture.proof.budget import Budget
from iot_posture.proof.characters import ANY, LEVEL, TOPIC, CharacterClass
from iot_posture.proof.delivery import MAY_END, SHARED, STEPS, Mode, Step
from iot_posture.proof.pairs import Pairs
from iot_posture.proof.patterns import Forbidden, Move, Side, Tokens, track
from iot_posture.proof.states import Arrival, Found, State, found_at

_NOTHING = Forbidden(())


class Search:
    """One question. See the module for what is decided.

    Args:
        topic: patterns that the topic, or whatever is asked about, has to match.
        filter: patterns that the filter has to match; when given, the filter has to deliver the topic.
        not_topic: patterns that the topic must not match.
        not_filter: patterns that the filter must not match.
        of: what the topic is made of; other than `TOPIC` for what is no topic. Default: TOPIC.
        shared: whether the filter is that of a shared subscription. Default: false.
        budget: what the search may spend.
    """

    def __init__(
        self,
        topic: Sequence[Tokens],
        filter: Sequence[Tokens] = (),  # noqa: A002 - MQTT's own word
        *,
        not_topic: Forbidden = _NOTHING,
        not_filter: Forbidden = _NOTHING,
        of: CharacterClass = TOPIC,
        shared: bool = False,
        budget: Budget,
    ) -> None:
        self._of = of
        self._tracks = tuple(map(track, (*topic, *filter)))
        self._on_topic = len(topic)
        self._forbidden = (not_topic, not_filter)
        self._shared = shared
        self._budget = budget
        self._pairs = Pairs(self._tracks)
        # A value that no track has read is empty, if it may be.
        self._empty = {(one.side, one.label): "" for each in self._tracks for one in each.intervals if one.may_be_empty}
        self._has_variables = any(forbidden.variables for forbidden in self._forbidden)
        # The interval whose content a forbidden variable is compared with is that of the first track that has one.
        self._drivers = tuple(
            next((n for n in numbers if any(i.side is Side.ACTOR for i in self._tracks[n].intervals)), None)
            for numbers in (range(self._on_topic), range(self._on_topic, len(self._tracks)))
        )

    def run(self) -> Iterator[Found]:
        """What is found, the shortest first; one for each state in which words may end.

        Raises:
            BudgetSpentError: the budget ran out before the search did.
        """
        if not may_meet([one.tokens for one in self._tracks[: self._on_topic]]):
            return
        arrivals: dict[State, Arrival] = {}
        queue: list[State] = []
        for state, arrival in self._starts():
            if state not in arrivals:
                arrivals[state] = arrival
                queue.append(state)
        for state in queue:
            if self._may_end(state):
                found = found_at(state, arrivals, len(self._tracks), self._on_topic, self._empty)
                if max(len(counted(found.topic)), len(counted(unshared(found.filter)))) <= MAX_TOPIC_BYTES:
                    yield found
            for after, arrival in self._next(state):
                if after not in arrivals:
                    arrivals[after] = arrival
                    queue.append(after)

    def _starts(self) -> Iterator[tuple[State, Arrival]]:
        live = (self._forbidden[0].starts, self._forbidden[1].starts)
        positions = (0,) * len(self._tracks)
        if self._shared:
            yield from self._after_share(State(Mode.GROUP, positions, 0, live, (0, 0), 0))
            return
        begin = State(Mode.BEGIN if self._on_topic == len(self._tracks) else Mode.FIRST, positions, 0, live, (0, 0), 0)
        yield self._ahead(begin)

    def _ahead(self, state: State) -> tuple[State, Arrival]:
        """Where all are once they have read the literal beginning that they share: there is one way to do that."""
        text = min((one.prefix for one in self._tracks), key=len)
        alone = state.mode is Mode.BEGIN
        # The last character is left to be read as all others are: what a level or an interval does begins with it.
        text = text[: max(0, len(text) - 1)]
        shared = all(one.prefix.startswith(text) for one in self._tracks)
        plain = all(one in self._of for one in text) and (alone or set(text).isdisjoint("+#"))
        if not text or not shared or not plain:
            return state, Arrival(None, "", "", ())
        (on_topic, on_filter), (topic, topic_filter) = self._forbidden, state.live
        for character in text:
            topic, topic_filter = on_topic.step(topic, character), on_filter.step(topic_filter, character)
        mode = Mode.ALONE if alone else Mode.LEVEL if text.endswith("/") else Mode.COPY
        slashes = -1 if text.startswith("$") else text.count("/") if self._of is TOPIC else 0
        positions = (2 * len(text),) * len(self._tracks)
        after = State(mode, positions, 0, (topic, topic_filter), (0, 0), slashes)
        return after, Arrival(None, text, "" if alone else text, ())

    def _after_share(self, start: State) -> Iterator[tuple[State, Arrival]]:
        """The states once the filter has read `$share/`; then a group of at least one character follows."""
        reached = {start: Arrival(None, "", "", ())}
        for character in SHARED:
            step = Step(True, False, ANY, character, Mode.GROUP)
            reached = {
                after: Arrival(None, "", arrival.filter + character, ())
                for state, arrival in reached.items()
                for after, _ in self._stepped(state, step)
            }
        first = Step(True, False, LEVEL, None, Mode.GROUP)
        for state, arrival in reached.items():
            for after, made in self._stepped(state, first):
                yield after, Arrival(None, "", arrival.filter + made.filter, ())

    def _next(self, state: State) -> Iterator[tuple[State, Arrival]]:
        for step in STEPS[state.mode]:
            yield from self._stepped(state, step)

    def _stepped(self, state: State, step: Step) -> Iterator[tuple[State, Arrival]]:
        options: list[tuple[Move | None, ...]] = [
            one.moves(position) if (step.topic if number < self._on_topic else step.filter) else _STAY
            for number, (one, position) in enumerate(zip(self._tracks, state.positions, strict=True))
        ]
        for moves in itertools.product(*options):
            self._budget.spend()  # of many patterns at once, one state alone has more ways on than there is time for
            together = self._pairs.after(state.together, state.positions, moves)
            if together is None:
                continue
            character, classes = step.character, [step.of, self._of] if step.topic else [step.of]
            for move in moves:
                if move is None:
                    continue
                if move.character is None:
                    classes.append(move.of)
                elif character is None:
                    character = move.character
                elif character != move.character:
                    break
            else:
                yield from self._read(state, step, moves, together, character, classes)

    def _read(
        self,
        state: State,
        step: Step,
        moves: tuple[Move | None, ...],
        together: int,
        character: str | None,
        classes: list[CharacterClass],
    ) -> Iterator[tuple[State, Arrival]]:
        (live_topic, wait_topic), (live_filter, wait_filter) = self._macros(state, moves)
        on_topic, on_filter = self._forbidden
        characters: Iterable[str]
        if character is None:
            characters = self._choices(moves, classes, live_topic * step.topic, live_filter * step.filter)
            # Of reserved topics fewer slashes count, which can make up for what is forbidden on them.
            if state.mode in (Mode.BEGIN, Mode.FIRST) and self._of is TOPIC and all("$" in one for one in classes):
                characters = (*characters, "$")
        else:
            for one in classes:
                if character not in one:
                    return
            characters = character
        positions = tuple([at if move is None else move.to for at, move in zip(state.positions, moves, strict=True)])
        for chosen in characters:
            slashes = self._slashes(state, chosen) if step.topic else state.slashes
            if slashes <= MAX_TOPIC_SLASHES:
                live = (
                    on_topic.step(live_topic, chosen) if step.topic else live_topic,
                    on_filter.step(live_filter, chosen) if step.filter else live_filter,
                )
                after = State(step.to, positions, together, live, (wait_topic, wait_filter), slashes)
                yield after, Arrival(state, chosen if step.topic else "", chosen if step.filter else "", moves)

    def _slashes(self, state: State, character: str) -> int:
        """How many slashes the topic has. Reserved topics are counted differently, and none is too long: -1."""
        if character == "$" and state.mode in (Mode.BEGIN, Mode.FIRST):
            return -1
        return state.slashes + (character == "/" and state.slashes >= 0 and self._of is TOPIC)

    def _choices(
        self,
        moves: tuple[Move | None, ...],
        classes: list[CharacterClass],
        live_topic: int,
        live_filter: int,
    ) -> Iterable[str]:
        """One character that nothing forbidden insists on, and those that end a `+` of it; or else all that there are."""
        on_topic, on_filter = self._forbidden
        rotation = self._letter(moves)
        narrow = min(classes, key=_width)
        tried: list[str] = []
        for character in itertools.chain(rotation, narrow.members()):
            if all(character in one for one in classes):
                if not on_topic.insists_on(live_topic, character) and not on_filter.insists_on(live_filter, character):
                    ends = (*on_topic.ends(live_topic), *on_filter.ends(live_filter))
                    return (character, *(end for end in ends if all(end in one for one in classes)))
                tried.append(character)
        return tuple(dict.fromkeys(tried))

    def _letter(self, moves: tuple[Move | None, ...]) -> str:
        """A letter by whose value it is going to be part of, so that values differ where they can."""
        open_ = [
            interval
            for one, move in zip(self._tracks, moves, strict=True)
            if move is not None and (interval := one.inside(move.to)) is not None
        ]
        if any(interval.side is Side.ACTOR and interval.identity for interval in open_):
            return "a"
        return "b" if any(interval.side is Side.OWNER for interval in open_) else "x"

    def _macros(self, state: State, moves: tuple[Move | None, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
        """What of the forbidden is live, and what waits for an interval to close, before the character is read."""
        if not self._has_variables:
            return (state.live[0], 0), (state.live[1], 0)
        result = []
        for word, driver in enumerate(self._drivers):
            live, waiting = state.live[word], state.waiting[word]
            move = None if driver is None else moves[driver]
            if move is not None and self._forbidden[word].variables:
                if move.closes is not None:
                    live, waiting = live | waiting << 1, 0
                if move.opens is not None and move.opens.side is Side.ACTOR:
                    waiting = live & self._forbidden[word].variables.get(move.opens.label, 0)
            result.append((live, waiting))
        return result[0], result[1]

    def _may_end(self, state: State) -> bool:
        if state.mode not in MAY_END:
            return False
        if not all(one.accepts(position) for one, position in zip(self._tracks, state.positions, strict=True)):
            return False
        if not self._pairs.may_end(state.together, state.positions):
            return False
        return not any(
            forbidden.forbids(live | waiting << 1)
            for forbidden, live, waiting in zip(self._forbidden, state.live, state.waiting, strict=True)
        )


_STAY: tuple[None, ...] = (None,)


def _width(of: CharacterClass) -> int:
    return 1 << 20 if of.allowed is None else len(of.allowed)
