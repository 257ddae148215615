"""What a command is, and how commands are added to a parser."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """One word of the command line, with the options that it reads.

    Args:
        name: The word.
        help: A line for the list of commands.
        description: Sentences above its own help.
        add_arguments: Adds its options to a parser.
        prepare: Checks all that a user can get wrong, without training, and returns the work. What
            it raises as ``ValueError`` or ``OSError`` is told in one sentence; what the work raises
            is our own mistake.
    """

    name: str
    help: str
    description: str
    add_arguments: Callable[[ArgumentParser], None]
    prepare: Callable[[Namespace], Callable[[], None]]


def add_commands(
    parser: ArgumentParser,
    commands: Iterable[Command],
    *,
    argument_default: Any = None,
    **settings: Any,
) -> None:
    """Add commands to a parser; the one that is chosen becomes ``arguments.prepare``.

    Args:
        parser: Where they are added.
        commands: In the order of the help.
        argument_default: Default of their options that name none.
        settings: What :meth:`argparse.ArgumentParser.add_subparsers` takes.
    """
    subparsers = parser.add_subparsers(**settings)
    for command in commands:
        own = subparsers.add_parser(
            command.name,
            help=command.help,
            description=command.description,
            argument_default=argument_default,
        )
        own.set_defaults(prepare=command.prepare)
        command.add_arguments(own)
