"""Goes through every interleaving of the small programs of a model, and the command line that the models share.

    python3 src/test/model/MODEL.py                        all scenarios
    python3 src/test/model/MODEL.py quick                  the small ones, in seconds
    python3 src/test/model/MODEL.py SCENARIO...            these
    python3 src/test/model/MODEL.py without ["RULE"...]    one rule at a time switched off: a shortest way to what goes wrong

PyPy is several times faster. The exit status is 0 where all is well; with `without`, where each rule is missed.

A program is one receive of one message. Each `yield` is one atomic effect: a read or a conditional write of the ledger, a
call. Between two of them any other receive may run, and the receive may crash. A model is a module with

    RULES                      name of a rule -> the scenario in which it is missed
    SCENARIOS, QUICK           name of a scenario -> what it consists of; the names of the small ones
    initial(scenario)          the first state, a named tuple with a field `budget`: how many faults of each kind are left
    successors(state)          all that can happen next: yields (label, draft)
    at_rest(state)             whether everything has come to its end
    broken(state)              what is wrong with the state, or None
    canonical(state)           the one of several interchangeable states that stands for all of them
    shown(state)               the state in one line
"""
import sys
import time
from array import array

OFF = set()


def rule(name):
    """Whether the rule is kept. The programs and the world ask for each where it can be switched off."""
    return name not in OFF


class Draft:
    """A state that can be changed; its cost is the kind of fault that it takes from the budget."""

    kinds = ()  # of faults, in the order of the budget

    def __init__(self, state, cost=None):
        self.__dict__.update(state._asdict())
        self.budget = tuple(left - (kind == cost) for kind, left in zip(self.kinds, state.budget))
        self.state = type(state)
        self.fault = cost is not None

    @classmethod
    def of(cls, state, cost=None):
        """None where the budget for this kind of fault is spent."""
        return cls(state, cost) if cost is None or state.budget[cls.kinds.index(cost)] > 0 else None

    def freeze(self):
        return self.state(*[getattr(self, field) for field in self.state._fields])

    def fails(self, what):
        self.bad = self.bad or what


class Programs:
    """Runs programs up to their next effect. A program is known by name, its arguments and the answers that it has had."""

    def __init__(self, programs, outcome=lambda message, outcome: outcome):
        self.programs = {program.__name__: program for program in programs}
        self.outcome = outcome
        self.known = {}

    def step(self, program, args, answers=()):
        """-> (program, args, answers, effect), or (None, None, None, outcome) where it has ended."""
        key = program, args, answers
        if key not in self.known:
            running = self.programs[program](*args)
            try:
                effect = next(running)
                for answer in answers:
                    effect = running.send(answer)
                self.known[key] = key + (effect,)
            except StopIteration as stop:
                end = self.outcome(args[0], stop.value)
                self.known[key] = self.step(end[1], end[2:]) if isinstance(end, tuple) else (None, None, None, end)
        return self.known[key]


def go(program, *args):
    """What a program ends with that goes on as another one."""
    return ('go', program.__name__) + args


def explore(model, scenario):
    """Breadth first, so that every way is a shortest one -> (number of states, what is wrong or None, the way there)."""
    first = model.initial(scenario)
    numbers, todo, parents = {first: 0}, [first], array('i', [-1])
    sources, targets, rest = array('i'), array('i'), []  # steps without a fault; states at rest
    now = 0
    while now < len(todo):
        state, todo[now] = todo[now], None
        if model.at_rest(state):
            rest.append(now)
        for _, draft in model.successors(state):
            frozen = model.canonical(draft.freeze())
            number = numbers.setdefault(frozen, len(todo))
            if number == len(todo):
                todo.append(frozen)
                parents.append(now)
                if what := model.broken(frozen):
                    return len(todo), what, way(model, list(numbers), parents, number)
            if not draft.fault:
                sources.append(now)
                targets.append(number)
        now += 1
    # From every state, steps without faults lead to rest.
    ending = bytearray(len(todo))
    for number in rest:
        ending[number] = 1
    changed = True
    while changed:
        changed = False
        for edge in range(len(sources) - 1, -1, -1):
            if ending[targets[edge]] and not ending[sources[edge]]:
                ending[sources[edge]] = changed = True
    if 0 in ending:
        return len(todo), 'this never comes to rest', way(model, list(numbers), parents, ending.find(0))
    return len(todo), None, []


def way(model, states, parents, end):
    """The steps that lead to a state, and the state."""
    path = [end]
    while parents[path[-1]] >= 0:
        path.append(parents[path[-1]])
    labels = []
    for before, after in zip(path[:0:-1], path[-2::-1]):
        labels.append(next(label for label, draft in model.successors(states[before])
                           if model.canonical(draft.freeze()) == states[after]))
    return labels + [model.shown(states[end])]


def tell(model, name):
    """Searches a scenario and prints what it has found; whether all is well."""
    began = time.time()
    count, what, labels = explore(model, model.SCENARIOS[name])
    print('%s: %d states, %.1f s, %s' % (name, count, time.time() - began, what or 'all is well'), flush=True)
    for label in labels:
        print('    ' + label)
    return what is None


def main(model, args):
    """The command line; the exit status."""
    names = args[1:] if args[:1] == ['without'] else args if args != ['quick'] else []
    known = model.RULES if args[:1] == ['without'] else model.SCENARIOS
    if unknown := [name for name in names if name not in known]:
        print('unknown: %s. There are: %s' % (', '.join(unknown), ', '.join(known)), file=sys.stderr)
        return 2
    if args[:1] == ['without']:
        well = False
        for name in names or model.RULES:
            OFF.clear()
            OFF.add(name)
            print('== without "%s"' % name)
            well |= tell(model, model.RULES[name])
        return 1 if well else 0
    well = [tell(model, name) for name in names or (model.QUICK if args == ['quick'] else model.SCENARIOS)]
    return 0 if all(well) else 1
