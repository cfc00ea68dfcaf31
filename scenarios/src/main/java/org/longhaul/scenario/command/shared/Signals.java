package org.longhaul.scenario.command.shared;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears Ctrl-C and requests to terminate while it is open. A signal that whoever started the process had it ignore stays
 * ignored; where the platform does not let a program hear signals, they end the process as usual.
 *
 * <p>The classes behind it are in every JDK ({@code jdk.unsupported}), but not part of Java SE, hence the reflection.
 */
public final class Signals implements AutoCloseable {
    private final Map<Object, Object> former = new LinkedHashMap<>();

    private Signals() {}

    /** Begins to hear {@code INT}, {@code TERM} and {@code HUP}; calls come from a thread of the platform. */
    public static Signals heardBy(Consumer<String> listener) {
        Signals signals = new Signals();
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                signals.hear(name, listener);
            } catch (ReflectiveOperationException e) {
                // This platform has no such signal, or another part of the virtual machine has taken it.
            }
        }
        return signals;
    }

    private void hear(String name, Consumer<String> listener) throws ReflectiveOperationException {
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handlerType},
                (proxy, method, arguments) -> answer(proxy, method, arguments, () -> listener.accept(name)));
        Constructor<?> signal = Class.forName("sun.misc.Signal").getConstructor(String.class);
        Object heard = signal.newInstance(name);
        Object before = handle(heard, handler);
        if (handlerType.getField("SIG_IGN").get(null).equals(before)) {
            handle(heard, before);
        } else {
            former.put(heard, before);
        }
    }

    private static @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments, Runnable heard) {
        switch (method.getName()) {
            case "handle" -> {
                heard.run();
                return null;
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            default -> {
                return "listener to signals";
            }
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle = Class.forName("sun.misc.Signal")
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"));
        try {
            return handle.invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }

    @Override
    public void close() {
        former.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a signal that could be heard can be given back", e);
            }
        });
        former.clear();
    }
}
