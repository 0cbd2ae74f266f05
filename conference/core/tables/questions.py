"""What a file does not say, and what was answered: each question once, with an example of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One possible answer: its `value` as it is stored and typed, and in words."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something that can be read in two ways, or that is not there.

    `name` tells it apart in one file and stays the same in the next version of it, since answers
    are kept by it; it goes into forms and is typed on the command line. Without `choices` the
    answer is a text. `proposed` is what is most likely meant; where `may_assume`, nothing is lost
    or misplaced by taking it. `unless_asked` is the answer where nobody can be asked, and needs no
    warning. `example` is a value of the file as it stands there, in row `row` and our column
    `column`, unless it is not `quoted`: then it says in words, a line for each, what is asked
    about. `option` answers it on the command line.
    """

    name: str
    sentence: str
    choices: tuple[Choice, ...] = ()
    proposed: str = ""
    may_assume: bool = False
    unless_asked: str = ""
    example: str = ""
    quoted: bool = True
    row: int | None = None
    column: str | None = None
    option: str = ""

    def accepts(self, answer: str) -> bool:
        """Whether this is an answer to it."""
        if self.choices:
            return any(choice.value == answer for choice in self.choices)
        return bool(answer.strip())


@dataclass
class Questions:
    """All that was asked about one file, in order, and what was answered, by the questions'
    names.

    `on_a_page` says that somebody sees them before anything is done: what is proposed holds then,
    also of a question that has an answer for when nobody can be asked.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    on_a_page: bool = False
    asked: dict[str, Question] = field(default_factory=dict)

    def ask(self, question: Question) -> str | None:
        """The answer; the proposed one where it may be assumed; None where somebody must say."""
        self.asked.setdefault(question.name, question)
        answer = self.answers.get(question.name, "")
        if question.accepts(answer):
            return answer
        if question.may_assume or (question.unless_asked and self.on_a_page):
            return question.proposed
        return question.unless_asked or None

    @property
    def open(self) -> list[Question]:
        """Those that nobody has answered, also where an answer is assumed with a warning."""
        return [
            question
            for name, question in self.asked.items()
            if not question.unless_asked and not question.accepts(self.answers.get(name, ""))
        ]

    @property
    def must_be_answered(self) -> bool:
        """Whether what the file says is still open: what is asked about what is there would be
        about other things once it is known.
        """
        return any(not question.may_assume for question in self.open)
