package org.longhaul.simulator.explain;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.NetworkModel;

/**
 * The effects of a network model, put back one after another in the order in which its settings declare them.
 *
 * <p>A figure taken at every stage splits into terms that add up exactly: what each stage adds to the one before. How the
 * terms divide the whole depends on the order, since effects interact.
 *
 * @param bare the model with every effect left out
 * @param stages each with one effect more than the one before; the last is the model as it was asked about. Effects that
 *     are off there have no stage
 */
public record Effects(NetworkChoice bare, List<Stage> stages) {

    /**
     * The model with one effect more.
     *
     * @param name of the effect in words, such as {@code slow start}
     * @param meaning what the effect is, one sentence
     * @param choice the model with this effect and those before it
     */
    public record Stage(String name, String meaning, NetworkChoice choice) {}

    /** Copies the list. */
    public Effects {
        stages = List.copyOf(stages);
    }

    /** The effects of a model as it is set. */
    public static Effects of(NetworkChoice full) {
        Record without = without(full.model(), full.settings());
        @Nullable Object[] target = RecordValues.of(full.settings());
        @Nullable Object[] present = RecordValues.of(without);
        Class<? extends Record> type = full.settings().getClass();
        RecordComponent[] components = type.getRecordComponents();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < target.length; i++) {
            if (!Objects.equals(present[i], target[i])) {
                present[i] = target[i];
                stages.add(new Stage(
                        words(components[i].getName()),
                        meaning(type, components[i]),
                        full.with(RecordValues.create(type, present))));
            }
        }
        return new Effects(full.with(without), stages);
    }

    private static <S extends Record> Record without(NetworkModel<S> model, Record settings) {
        return model.withoutEffects(model.settingsType().cast(settings));
    }

    /** {@code slowStart} as {@code slow start}. */
    private static String words(String component) {
        return component.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** Annotations of jackson do not apply to record components; the compiler copies them to the fields. */
    private static String meaning(Class<?> type, RecordComponent component) {
        try {
            JsonPropertyDescription description =
                    type.getDeclaredField(component.getName()).getAnnotation(JsonPropertyDescription.class);
            return description == null ? words(component.getName()) : description.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("record without field " + component, e);
        }
    }
}
