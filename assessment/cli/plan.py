"""`plan`: the prioritised steps from one assessment file to a target."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click

from assessment.cli.file import taken
from assessment.cli.output import print_json
from assessment.cli.settings import Settings, common
from assessment.cli.words import Speech
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Words, both, suggestion
from assessment.roadmap import Brief, BriefError, Roadmap, Situation, draw
from assessment.roadmap.report import as_json as roadmap_as_json
from assessment.scoring import judge_of, score


class Wish(TypedDict):
    """The options that make up a brief."""

    target: str | None
    dimension: str | None
    days: float | None
    margin: float
    exclude: tuple[str, ...]
    force: tuple[str, ...]


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--target", metavar="STAGE", help="The stage to reach (default: the next one).")
@click.option("--dimension", metavar="D=SCORE", help="Or a dimension and the score to reach in it.")
@click.option("--days", type=float, metavar="N", help="Or a number of person-days to put to the best use.")
@click.option(
    "--margin", type=float, default=3.0, show_default=True, help="Points to reach above every cut score."
)
@click.option("--exclude", metavar="ITEM", multiple=True, help="An item to leave alone; may be repeated.")
@click.option("--force", metavar="ITEM", multiple=True, help="An item to raise; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def plan(ctx: click.Context, file: Path, *, as_json: bool, **wish: Unpack[Wish]) -> None:
    """List the steps that open the next stage's gate, in the order worth doing them."""
    settings = ctx.ensure_object(Settings)
    brief = _brief(wish, settings)
    read = taken(ctx, settings, file)
    results = score(read.instrument, read.assessment)
    situation = Situation(results, judge_of(read.instrument, read.assessment))
    try:
        roadmap = draw(situation, brief)
    except BriefError as trouble:
        said = refusal(trouble, read.instrument)
        raise click.UsageError(said[settings.lang]) from None
    if as_json:
        print_json(roadmap_as_json(roadmap))
        return
    for line in _said(roadmap, brief, Speech(read.instrument, settings.lang), settings):
        click.echo(line)


def _brief(wish: Wish, settings: Settings) -> Brief:
    """Turn the options into a brief."""
    targets = (wish["target"], wish["dimension"], wish["days"])
    if sum(given is not None for given in targets) > 1:
        raise click.UsageError(
            settings.say(
                "--target、--dimension、--days 只能写一个。",
                "Only one of --target, --dimension and --days can be given.",
            )
        )
    return Brief(
        stage=wish["target"],
        dimension=None if wish["dimension"] is None else _aim(wish["dimension"], settings),
        days=wish["days"],
        margin=wish["margin"],
        exclude=frozenset(wish["exclude"]),
        force=frozenset(wish["force"]),
    )


def _aim(given: str, settings: Settings) -> tuple[str, float]:
    """Read `D=SCORE`."""
    name, _, score_ = given.partition("=")
    try:
        return name, float(score_)
    except ValueError:
        raise click.UsageError(
            settings.say(
                f"--dimension：“{given}”不对，应写成 维度=分数，如 team=60。",
                f"--dimension: '{given}' is not of the form DIMENSION=SCORE, such as team=60.",
            )
        ) from None


def refusal(trouble: BriefError, instrument: Instrument) -> Words:
    """Name the wrong value of a wish, and what may be said instead."""
    what, fix = _refused(trouble, instrument)
    return both(f"--{trouble.place}：{what['zh']}{fix['zh']}", f"--{trouble.place}: {what['en']} {fix['en']}")


def _refused(trouble: BriefError, instrument: Instrument) -> tuple[Words, Words]:
    given, items = trouble.given, [item.id for item in instrument.items()]
    dimensions = [dimension.id for dimension in instrument.dimensions]
    match trouble.place:
        case "target":
            what = both(f"“{given}”不是可以去到的阶段。", f"'{given}' is not a stage to reach.")
            return what, suggestion(given, instrument.stage_ids[1:])
        case "dimension" if given.partition("=")[0] not in dimensions:
            name = given.partition("=")[0]
            what = both(f"没有维度“{name}”。", f"There is no dimension '{name}'.")
            return what, suggestion(name, dimensions)
        case "exclude" | "force" if given not in items:
            what = both(f"没有题目“{given}”。", f"There is no item '{given}'.")
            return what, suggestion(given, items)
        case "force":
            what = both(f"“{given}”又要做又要排除。", f"'{given}' is forced and excluded at once.")
            return what, both("只留一个。", "Keep one of them.")
        case "days":
            what = both(f"“{given}”不是人天数。", f"'{given}' is not a number of person-days.")
            return what, both("请写大于 0 的数。", "Write a number above 0.")
        case _:
            what = both(f"“{given}”超出范围。", f"'{given}' is out of range.")
            return what, both("请写 0 到 100。", "Write 0 to 100.")


def _said(roadmap: Roadmap, brief: Brief, speech: Speech, settings: Settings) -> Iterator[str]:
    """Say a roadmap, or why there is none."""
    if not roadmap.feasible:
        yield settings.say(
            "按现在的情况，做什么都到不了这个目标：", "As things are, no steps reach this target:"
        )
        for clash in roadmap.clashes:
            about = ""
            if clash.criterion is not None:
                about = speech.asked(clash.criterion) + settings.say("：", ": ")
            text = settings.say("", " ").join(words.in_(settings.lang) for words in (clash.what, clash.relax))
            yield f"- {about}{text}"
    else:
        yield _headline(roadmap, brief, speech, settings)
        yield from _steps(roadmap, speech, settings)
    yield from _beside(roadmap, speech, settings)


def _headline(roadmap: Roadmap, brief: Brief, speech: Speech, settings: Settings) -> str:
    """Say what the steps reach and what they take."""
    count, days = len(roadmap.steps), f"{roadmap.effort_days:g}"
    steps = "step" if count == 1 else "steps"
    effort = settings.say(f"{count} 步，共 {days} 人天", f"{count} {steps}, {days} person-days")
    if roadmap.target is not None:
        goal = speech.stage(roadmap.target)
    elif brief.dimension is not None:
        goal = f"{speech.dimension(brief.dimension[0])} {brief.dimension[1]:g}"
    else:
        return settings.say(f"{effort}。", f"{effort}.")
    if not roadmap.steps:
        return settings.say(
            f"已经够到{goal}，不需要新的步骤。", f"{goal} is reached already; no steps are needed."
        )
    margin = f"{roadmap.margin:g}"
    return settings.say(
        f"要到{goal}：{effort}；每条分数线留 {margin} 分余量。",
        f"To reach {goal}: {effort}; every cut is passed by {margin} points.",
    )


def _steps(roadmap: Roadmap, speech: Speech, settings: Settings) -> Iterator[str]:
    for number, step in enumerate(roadmap.steps, start=1):
        yield f"{number}. {speech.text(step.text)}"
        days = settings.say(f"{step.days:g} 人天", f"{step.days:g} person-days")
        facts = [speech.function(step.owner), days]
        facts.append(f"{speech.item(step.item)} {step.from_point} → {step.to_point}")
        if step.if_confirmed:
            facts.append(settings.say("先弄清是否已做到", "find out first"))
        yield f"   {' · '.join(facts)}"
        yield f"   {step.reason.in_(settings.lang)}"


def _beside(roadmap: Roadmap, speech: Speech, settings: Settings) -> Iterator[str]:
    """Say what stands beside the steps: numbers, what to find out, what is too early."""
    for criterion in roadmap.conditions:
        what = speech.asked(criterion)
        yield settings.say(f"还要看到数字：{what}。", f"A number must be seen as well: {what}.")
    if roadmap.find_out:
        yield settings.say("先弄清：", "Find out first:")
        yield from (f"- {speech.item(item)}" for item in roadmap.find_out)
    if roadmap.not_yet:
        yield settings.say("现在先别做：", "Not yet:")
        for note in roadmap.not_yet:
            stage = speech.stage(note.worth_from)
            yield settings.say(
                f"- {speech.item(note.item)}（{stage}再做）：{speech.text(note.reason)}",
                f"- {speech.item(note.item)} (from {stage}): {speech.text(note.reason)}",
            )
