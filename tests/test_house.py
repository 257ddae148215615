"""The shape of the package, read from its source: rooms and floors, sizes, typed signatures."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "gansmote_tf"
MOST_ROOMS, MOST_FLOORS, LONGEST_FILE, LONGEST_FUNCTION = 24, 9, 300, 40

#: Methods whose signature is Keras's, which calls them by position or by name and types none.
KERAS_HOOKS = {
    "build",
    "call",
    "compute_output_shape",
    "make_train_function",
    "set_model",
    "set_params",
    "train_step",
    "update_step",
}

#: Methods whose signature is scikit-learn's and imbalanced-learn's, which type none; numpydoc has
#: their types.
SKLEARN_ROOM = "samplers"
SKLEARN_METHODS = {"__init__", "fit", "fit_resample", "sample"}

FILES = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text()) for name, path in FILES.items()}


def module_of(name):
    """A file's name as a module's: ``layers/bit_flip.py`` is ``gansmote_tf.layers.bit_flip``."""
    parts = ("gansmote_tf", *Path(name).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(name): name for name in FILES}


def room_of(module):
    """The folder or file at the top that a module belongs to; None for the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def imported(name):
    """The package's modules that a file imports, anywhere in it: late imports count, too."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                base = [*module_of(name).split("."), ""][: -node.level]
                source = ".".join([*base, source]).strip(".")
            # ``from package import module`` imports the module, not the package alone.
            inside = [f"{source}.{alias.name}" for alias in node.names]
            targets = [each if each in MODULES else source for each in inside]
        else:
            continue
        yield from (each for each in targets if each.split(".")[0] == "gansmote_tf")


def rooms():
    """Which rooms each room imports from."""
    graph = {room_of(module): set() for module in MODULES if room_of(module)}
    for name in FILES:
        own = room_of(module_of(name))
        if own is not None:
            graph[own] |= {room_of(module) for module in imported(name)} - {own, None}
    return graph


def circles(graph):
    """Nodes that can be reached from themselves, each with one way round."""
    found = []
    for start in graph:
        ways, seen = [[start]], set()
        while ways:
            way = ways.pop()
            for step in sorted(graph.get(way[-1], ())):
                if step == start:
                    found.append(" -> ".join([*way, start]))
                    ways = []
                    break
                if step not in seen:
                    seen.add(step)
                    ways.append([*way, step])
    return found


def floors(graph):
    """Each room's floor: one above the highest it imports from, the lowest being 1."""
    floor = {}

    def of(room):
        if room not in floor:
            floor[room] = 1 + max((of(below) for below in graph[room]), default=0)
        return floor[room]

    for room in graph:
        of(room)
    return floor


class TestRooms:
    def test_there_are_not_too_many(self):
        assert len(rooms()) <= MOST_ROOMS, sorted(rooms())

    def test_no_import_goes_back_up_and_there_is_no_circle(self):
        """Without a circle each room has a floor, and every import goes down."""
        assert circles(rooms()) == []

    def test_they_stand_on_few_floors(self):
        if circles(rooms()):
            pytest.fail("no floors while rooms import each other in a circle")
        floor = floors(rooms())
        assert max(floor.values()) <= MOST_FLOORS, sorted(floor.items(), key=lambda pair: pair[1])

    def test_modules_import_each_other_in_no_circle_either(self):
        graph = {}
        for module, name in MODULES.items():
            if room_of(module) is not None:
                graph[module] = {each for each in imported(name) if each != module}
        # A package's __init__ gathers what its own modules hold; they import each other directly.
        gathering = {module for module, name in MODULES.items() if name.endswith("__init__.py")}
        for module in gathering & set(graph):
            graph[module] = {each for each in graph[module] if room_of(each) != room_of(module)}
        assert circles(graph) == []

    def test_nothing_inside_imports_the_package_itself(self):
        """It is the front door: who is in needs no key, and the floors would close to a circle."""
        inside = {
            name: "gansmote_tf"
            for name in FILES
            if room_of(module_of(name)) and "gansmote_tf" in imported(name)
        }
        assert inside == {}

    def test_the_graph_is_read_as_it_is(self):
        """What the tests above stand on, on a graph known by heart."""
        assert {"kernels", "streams"} <= rooms()["layers"]
        assert {"layers"} <= rooms()["callbacks"]
        assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [
            "a -> b -> c -> a",
            "b -> c -> a -> b",
            "c -> a -> b -> c",
        ]
        assert floors({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"c": 1, "b": 2, "a": 3}


def functions(tree):
    """Every function and method, with the names of the classes and functions around it."""

    def walk(node, around):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield child, around
                yield from walk(child, (*around, child))
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, (*around, child))
            else:
                yield from walk(child, around)

    yield from walk(tree, ())


def body_lines(function):
    """Lines of a function's body, its docstring not counted."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_no_file_tells_too_much():
    lengths = {name: len(path.read_text().splitlines()) for name, path in FILES.items()}
    assert {name: size for name, size in lengths.items() if size > LONGEST_FILE} == {}


def test_no_function_tells_two_stories():
    long = {
        f"{name}:{function.name}": body_lines(function)
        for name, tree in TREES.items()
        for function, _ in functions(tree)
        if body_lines(function) > LONGEST_FUNCTION
    }
    assert long == {}


def is_public(function, around):
    """Whether a user can get at it by public names; ``__init__`` and ``__call__`` count."""
    named = [function, *around]
    if any(isinstance(each, ast.FunctionDef) for each in around):
        return False
    special = function.name in ("__init__", "__call__")
    hidden = [each.name for each in named if each.name.startswith("_")]
    return not hidden or (special and hidden == [function.name])


def untyped(function, around):
    """The arguments without a type, and "return" where the result has none."""
    spec = function.args
    arguments = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    own = [argument for argument in arguments if argument is not None]
    decorators = {getattr(each, "id", None) for each in function.decorator_list}
    if around and "staticmethod" not in decorators:
        own = own[1:]  # self, cls
    missing = [argument.arg for argument in own if argument.annotation is None]
    if function.returns is None and function.name != "__init__":
        missing.append("return")
    return missing


def is_exempt(name, function, around):
    """Signatures that are another library's, by the lists above."""
    if not around:
        return False
    hook = function.name in KERAS_HOOKS or function.name.startswith("on_")
    in_sampler = room_of(module_of(name)) == SKLEARN_ROOM and function.name in SKLEARN_METHODS
    return hook or in_sampler


def test_public_signatures_are_fully_typed():
    bare = {
        f"{name}:{'.'.join(each.name for each in (*around, function))}": untyped(function, around)
        for name, tree in TREES.items()
        for function, around in functions(tree)
        if is_public(function, around) and not is_exempt(name, function, around)
    }
    assert [f"{name} {missing}" for name, missing in bare.items() if missing] == []


def test_what_is_exempt_exists():
    """A list of exceptions that nobody needs any more is cut."""
    methods = {each.name for tree in TREES.values() for each, around in functions(tree) if around}
    assert KERAS_HOOKS - methods == set()
    own = [TREES[name] for module, name in MODULES.items() if room_of(module) == SKLEARN_ROOM]
    in_samplers = {function.name for tree in own for function, _ in functions(tree)}
    assert SKLEARN_METHODS - in_samplers == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a, b: int): ...", ["a", "return"]),
        ("def f(a: int, *rest, **more) -> int: ...", ["rest", "more"]),
        ("def f(a: int, *, b: int) -> None: ...", []),
        ("class A:\n    def f(self, a): ...", ["a", "return"]),
        ("class A:\n    @staticmethod\n    def f(a): ...", ["a", "return"]),
        ("class A:\n    def __init__(self, a: int): ...", []),
    ],
)
def test_types_are_read_as_they_are(source, expected):
    ((function, around),) = functions(ast.parse(source))
    assert untyped(function, around) == expected


def test_lines_are_counted_without_the_docstring():
    source = 'def f():\n    """One.\n\n    Two."""\n    a = 1\n\n    return a'
    ((function, _),) = functions(ast.parse(source))
    assert body_lines(function) == 3


def test_no_module_reaches_for_anothers_private_names():
    """Neither ``from gansmote_tf.x import _y`` nor, after ``import x``, ``x._y``."""
    reached = []
    for name, tree in TREES.items():
        modules = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Import):
                inside = getattr(node, "module", None) or ""
                ours = inside.startswith("gansmote_tf")
                names = [alias.asname or alias.name for alias in node.names]
                modules |= set(names) if ours else set()
                reached += [f"{name}: {each}" for each in names if ours and is_private(each)]
        taken = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        for node in taken:
            if is_private(node.attr) and getattr(node.value, "id", None) in modules:
                reached.append(f"{name}: {node.value.id}.{node.attr}")
    assert reached == []


def is_private(name):
    return name.startswith("_") and not name.startswith("__")
