package org.longhaul.scenario.engine.plan;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.trace.TraceHeader;
import org.longhaul.training.participation.Population;
import org.longhaul.training.replica.GradientPass;

/** What decides a training, in words: whatever a {@link TrainingPlan} holds, and nothing else. */
public final class TrainingFacts {
    private TrainingFacts() {}

    /**
     * One thing in which two trainings differ.
     *
     * @param name of the component of their plans
     * @param recorded the one's, in words
     * @param wanted the other's
     */
    public record Difference(String name, String recorded, String wanted) {}

    /** The head of a training's trace. */
    public static TraceHeader header(TrainingPlan plan, MethodPlan method) {
        return new TraceHeader(
                plan.seed(),
                plan.workers(),
                plan.participants(),
                plan.steps(),
                method.measures().item(),
                (long) plan.batch() * plan.context(),
                words(plan),
                method.trainedGroups());
    }

    /** Every component of a plan in words, by name. Clients of whom nothing is known are left out, and samples that
     * all count the same, as in traces of old. */
    public static Map<String, String> words(TrainingPlan plan) {
        Map<String, String> words = new LinkedHashMap<>();
        for (RecordComponent component : TrainingPlan.class.getRecordComponents()) {
            Object value = SettingWords.value(component, plan);
            boolean isUnknown =
                    value instanceof Population clients && clients.equals(Population.alike(clients.clients()));
            boolean isUniform = value == null && component.getName().equals("weighting");
            if (!isUnknown && !isUniform) {
                words.put(component.getName(), words(value));
            }
        }
        return words;
    }

    private static String words(@Nullable Object value) {
        if (value instanceof DataSection data) {
            Map<String, String> settings = new LinkedHashMap<>(SettingWords.settings(data));
            if (data.labelled() == 0) {
                // As in traces of old.
                settings.remove("labelled");
            }
            return settings.toString();
        }
        return value instanceof StopRule rule ? "stops " + rule.words() : SettingWords.text(value);
    }

    /**
     * Everything that a plan holds, to the last digit and folder: texts of plans that are not equal differ, which {@link #words} for
     * people may not.
     */
    public static String exactly(TrainingPlan plan) {
        StringBuilder text = new StringBuilder();
        append(text, plan);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value instanceof Selection<?> selection) {
            text.append(selection.id());
            append(text, selection.settings());
        } else if (value instanceof Record all) {
            text.append(all.getClass().getSimpleName()).append('(');
            for (RecordComponent component : all.getClass().getRecordComponents()) {
                text.append(component.getName()).append('=');
                append(text, SettingWords.value(component, all));
                text.append(';');
            }
            text.append(')');
        } else if (value instanceof Iterable<?> all && !(value instanceof Path)) {
            text.append('[');
            for (Object each : all) {
                append(text, each);
                text.append(',');
            }
            text.append(']');
        } else {
            text.append(value);
        }
    }

    /** Where two trainings differ; empty if one serves for the other. */
    public static List<Difference> differences(TrainingPlan recorded, TrainingPlan wanted) {
        List<Difference> differences = new ArrayList<>();
        for (RecordComponent component : TrainingPlan.class.getRecordComponents()) {
            Object before = SettingWords.value(component, recorded);
            Object after = SettingWords.value(component, wanted);
            if (before instanceof Selection<?> one
                    && after instanceof Selection<?> other
                    && one.id().equals(other.id())) {
                differences.addAll(settings(component.getName() + " " + one.id(), one, other));
            } else if (!Objects.equals(before, after)) {
                differences.add(new Difference(component.getName(), words(before), words(after)));
            }
        }
        return differences;
    }

    private static List<Difference> settings(String name, Selection<?> one, Selection<?> other) {
        List<Difference> differences = new ArrayList<>();
        Map<String, String> after = SettingWords.settings(other.settings());
        SettingWords.settings(one.settings()).forEach((setting, before) -> {
            String now = after.getOrDefault(setting, "none");
            if (!before.equals(now)) {
                differences.add(new Difference(name + ", " + setting, before, now));
            }
        });
        return differences.isEmpty() && !one.equals(other)
                ? List.of(new Difference(name, SettingWords.of(one), SettingWords.of(other)))
                : differences;
    }

    /** Under which name a run's manifest keeps what a step of one replica was measured to take. */
    public static String measurement(TrainingPlan plan) {
        DataSection data = plan.data();
        return "step of " + SettingWords.of(plan.model()) + ", batch " + plan.batch() + " x "
                + (data.dataset() == null ? plan.context() : SettingWords.of(data.dataset())) + ", "
                + SettingWords.of(plan.optimizer())
                + (plan.pass().equals(GradientPass.PLAIN)
                        ? ""
                        : ", " + plan.pass().words());
    }
}
