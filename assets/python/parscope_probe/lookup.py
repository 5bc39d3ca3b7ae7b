"""Ways to be told of a call without a frame on its stack: by the attributes that are looked up for it.

While a library function runs, it looks up methods and attributes. A descriptor in the class is told of that, returns
what is there, and is gone before the method runs.
"""

from _functools import partial
from _thread import interrupt_main
from sys import _getframe, abiflags

from . import log
from .log import lane

# In a build without the GIL, giving an object another class stops all threads. A child that another thread forks
# at that moment waits for ever when it does the same.
CLASSES_CAN_CHANGE = "t" not in abiflags


class _End:
    """Is let go together with the callable that it belongs to, which a caller does right after the call."""

    __slots__ = ("lane", "depth", "least", "size", "after", "argument")

    def __del__(self):
        try:
            if self.lane is not None:
                size = self.size if type(self.size) is int else self.size.tell()
                self.lane.end(self.depth, least=self.least, size=size)
            if self.after is not None:
                self.after(*self.argument)
        except Exception:
            pass
        except KeyboardInterrupt:
            interrupt_main()


# The module `types` has these, and takes longer to load.
FunctionType, BuiltinFunctionType, MethodType = type(log.lane), type(len), type(log.Log.add.__get__(log))


def during(kind, function, *arguments, after=None, size=0, least=log.WORTH_A_RECORD):
    """A callable for `function(*arguments, …)`; from now until it has returned is an activity of this kind.

    `size`: the bytes that it moves, or the file in memory that has them when it has returned.
    """
    end = _End()
    end.after, end.argument, end.size, end.least = after, arguments, size, least
    end.lane = current = lane()
    end.depth = current.begin(kind)
    call = partial(function, *arguments)
    call.end = end
    return call


def before(after, function, *arguments):
    """A callable for `function(*arguments, …)`; then `after(*arguments)` is called."""
    end = _End()
    end.lane, end.after, end.argument = None, after, arguments
    call = partial(function, *arguments)
    call.end = end
    return call


class Lookup:
    """Stands for a method in its class. `seen(function, instance)` is told of each lookup on an instance, and returns
    what is to be called in its place, or None. A thread that is quiet is not asked about, if `skip` says so."""

    def __init__(self, function, seen, skip=False):
        self.function, self.seen, self.skip = function, seen, skip

    def __get__(self, instance, owner=None):
        if instance is None:
            return self.function
        try:
            if self.skip and lane().quiet:
                return MethodType(self.function, instance)
            call = self.seen(self.function, instance)
            if call is not None:
                return call
        except Exception:
            pass
        return MethodType(self.function, instance)


class StaticLookup(Lookup):
    """Stands for a static method that is looked up on instances."""

    def __get__(self, instance, owner=None):
        if instance is None:
            return self.function
        try:
            call = self.seen(self.function, instance)
            if call is not None:
                return call
        except Exception:
            pass
        return self.function


class Attribute:
    """Stands for an attribute of the instances of a class; its value stays where it was, in the instance.

    `got(instance, value)` returns what to give in its place, or None; `put(instance, value)` is told of a new value.
    """

    def __init__(self, name, default, got, put):
        self.name, self.default, self.got, self.put = name, default, got, put

    def __get__(self, instance, owner=None):
        name = self.name
        if instance is None:
            if self.default is Attribute:
                raise AttributeError(f"type object '{owner.__name__}' has no attribute '{name}'")
            return self.default
        try:
            value = instance.__dict__[name]
        except KeyError:
            if self.default is Attribute:
                raise AttributeError(f"'{type(instance).__name__}' object has no attribute '{name}'") from None
            value = self.default
            if type(value) is FunctionType:
                value = MethodType(value, instance)
        if self.got is not None:
            try:
                other = self.got(instance, value)
                if other is not None:
                    return other
            except Exception:
                pass
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value
        if self.put is not None:
            try:
                self.put(instance, value)
            except Exception:
                pass

    def __delete__(self, instance):
        try:
            del instance.__dict__[self.name]
        except KeyError:
            raise AttributeError(self.name) from None


class Assignment:
    """Stands for an attribute that each instance has as soon as it can be asked for: `put(instance, value)` is told of
    a new value. Without `__get__`, reading it costs what it would without the probe."""

    def __init__(self, name, put):
        self.name, self.put = name, put

    __set__ = Attribute.__set__
    __delete__ = Attribute.__delete__


class Module:
    """Stands for a module among the globals of another one; some of its functions are watched."""

    def __init__(self, module, **functions):
        self.__dict__["_module"] = module
        self.__dict__["_functions"] = functions

    def __getattr__(self, name):
        value = getattr(self._module, name)
        seen = self._functions.get(name)
        if seen is not None:
            try:
                return seen(value) or value
            except Exception:
                pass
        return value

    def __setattr__(self, name, value):
        setattr(self._module, name, value)


def unseen(what, why):
    log.log.line(unseen=what, why=why)


def _name(owner, name):
    return f"{getattr(owner, '__module__', '')}.{owner.__name__}.{name}".lstrip(".")


def watch_method(owner, name, seen, parameters=None, skip=False):
    """Puts a `Lookup` in place of a method that is as it is known: a function with these parameters."""
    function = owner.__dict__.get(name)
    if isinstance(function, staticmethod):
        function, kind = function.__func__, StaticLookup
    else:
        kind = Lookup
    if type(function) is not FunctionType:
        return unseen(_name(owner, name), "there is no such method")
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    if parameters is not None and names[: len(parameters)] != parameters:
        return unseen(_name(owner, name), "its parameters are not those that are known")
    setattr(owner, name, kind(function, seen, skip))


def unwatched(owner, name):
    """A method as the library has it."""
    method = getattr(owner, name)
    return getattr(method, "function", method)


def replace_class(instance, **methods):
    """Gives an object of the library, which is the probe's alone to watch, methods of its own."""
    instance.__class__ = subclass(type(instance), methods)


def subclass(kind, methods):
    methods.update(__module__=kind.__module__, __qualname__=kind.__qualname__)
    return type(kind.__name__, (kind,), methods)


def watch_attribute(owner, name, got=None, put=None):
    """Puts an `Attribute` into a class whose instances keep their attributes in a dictionary."""
    if not hasattr(owner, "__dict__") or getattr(owner, "__dictoffset__", 0) == 0:
        return unseen(_name(owner, name), "its objects have no dictionary")
    present = owner.__dict__.get(name, Attribute)
    if isinstance(present, Attribute) or hasattr(type(present), "__set__"):
        return unseen(_name(owner, name), "it is a property already")
    setattr(owner, name, Attribute(name, present, got, put))


def watch_assignment(owner, name, put):
    """Puts an `Assignment` into a class that gives each instance this attribute before anything else can read it."""
    if not getattr(owner, "__dictoffset__", 0) or name in owner.__dict__:
        return unseen(_name(owner, name), "it is not a plain attribute of its objects")
    setattr(owner, name, Assignment(name, put))


def asker(depth):
    """The frame that looks something up, seen from a function that a descriptor calls: 0 is the one that asks."""
    return _getframe(depth + 3)
