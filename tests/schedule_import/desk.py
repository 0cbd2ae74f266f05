"""What browser tests of whole programmes do: from the desk to the public site, and back."""

import re

from playwright.sync_api import expect

from conference.presentations.models import Presentation


def upload(page, name, content):
    """From the desk to the preview of a file."""
    page.goto("/lakeside/organise/")
    page.get_by_role("link", name="Import").first.click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("heading", name="Preview of").wait_for()


def _control(page, question, answer):
    """The control of an answer: a radio button or a box of a group, else a text or a menu."""
    group = page.get_by_role("group", name=re.compile(question))
    label = re.compile(f"^{re.escape(answer)}")
    return (
        group.get_by_role("radio", name=label)
        .or_(group.get_by_role("checkbox", name=label))
        .or_(page.get_by_role("textbox", name=re.compile(question)))
        .or_(page.get_by_role("combobox", name=re.compile(question)))
    )


def answer(page, answers):
    """Answer questions, by patterns of their sentences: with a text, or with the beginning of the
    label of what is chosen. Then look again.
    """
    for question, said in answers.items():
        control = _control(page, question, said)
        expect(control, question).to_have_count(1)
        match control.evaluate("each => each.type"):
            case "radio" | "checkbox":
                control.check()
            case "select-one":
                control.select_option(said)
            case _:
                control.fill(said)
    with page.expect_event("load"):
        page.get_by_role("button", name="Show the preview again").click()


def expect_answers(page, answers):
    """The page knows the answers."""
    for question, said in answers.items():
        control = _control(page, question, said)
        if control.evaluate("each => each.type") in ("radio", "checkbox"):
            expect(control, question).to_be_checked()
        else:
            expect(control, question).to_have_value(said)


def apply_and_publish(page):
    page.get_by_role("button", name="Apply this").click()
    page.get_by_role("link", name="Publish the schedule").click()
    page.get_by_role("main").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("is public").first.wait_for()


def take_back(page):
    """Undo what was applied last, from the desk."""
    page.goto("/lakeside/organise/")
    page.get_by_role("link", name="Import").first.click()
    page.get_by_role("link", name="Undo").first.click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="is undone").wait_for()


def look_at_the_site(page, *, title, text, speaker, word, other_title):
    """The public site has the talk with its star, its page with the text, the page of who speaks,
    and a search for a word of another talk finds that one alone.
    """
    page.goto("/lakeside/schedule/")
    expect(page.get_by_role("button", name=title).first).to_be_visible()  # a star
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("main")).to_contain_text(text)
    page.get_by_role("main").get_by_role("link", name=speaker).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(speaker)
    page.goto(f"/lakeside/schedule/presentation/?q={word}")
    expect(page.get_by_role("main")).to_contain_text(other_title)
    expect(page.get_by_role("main")).not_to_contain_text(title)


def texts():
    """Of each talk its title, abstract and speakers, in the order of their numbers."""
    talks = Presentation.objects.order_by("number")
    return [
        (talk.title, talk.abstract, [speaker.name for speaker in talk.speakers.all()])
        for talk in talks
    ]
