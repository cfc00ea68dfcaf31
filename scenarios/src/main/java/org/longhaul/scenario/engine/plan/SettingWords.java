package org.longhaul.scenario.engine.plan;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.RecordValues;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.network.packet.control.CongestionControlFactory;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.codec.Codec;

/** Settings as people write them. */
public final class SettingWords {
    private SettingWords() {}

    /** {@code ALL_REDUCE} as {@code all-reduce}. */
    public static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code adamw(learningRate 0.001, firstDecay 0.9)}. */
    public static String of(Selection<?> selection) {
        return named(selection.id(), settings(selection.settings()));
    }

    /** {@code bf16}, or {@code top-k(share 0.01, values fp32)}; what is not set is left out. */
    public static String of(Codec codec) {
        return ofItself(codec);
    }

    /** An extension that is its own settings. */
    private static String ofItself(Extension<Record> extension) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (RecordComponent component : RecordValues.components(extension.settingsType())) {
            Object value = value(component, (Record) extension);
            if (value != null) {
                settings.put(component.getName(), text(value));
            }
        }
        return named(extension.id(), settings);
    }

    private static String named(String id, Map<String, String> settings) {
        List<String> parts = new ArrayList<>();
        settings.forEach((name, value) -> parts.add(name + " " + value));
        return parts.isEmpty() ? id : id + "(" + String.join(", ", parts) + ")";
    }

    /** Every component with its value, in declaration order. */
    public static Map<String, String> settings(Record settings) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RecordComponent component : RecordValues.components(settings.getClass())) {
            values.put(component.getName(), text(value(component, settings)));
        }
        return values;
    }

    /** The value of one component. */
    public static @Nullable Object value(RecordComponent component, Record settings) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** Any value of a setting. */
    public static String text(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Enum<?> constant) {
            return kebab(constant);
        }
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        if (value instanceof Selection<?> selection) {
            return of(selection);
        }
        if (value instanceof Codec codec) {
            return of(codec);
        }
        if (value instanceof CongestionControlFactory control) {
            // Its name says all of what everybody's kernel has.
            return control.equals(control.defaults()) ? control.id() : ofItself(control);
        }
        if (value instanceof Path path) {
            // The folder differs from machine to machine; records are compared.
            return String.valueOf(path.getFileName());
        }
        if (value instanceof Double number) {
            return PlainNumber.of(number);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SettingWords::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }
}
