package org.longhaul.study.serve;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;

/** A recorded run that the page shows. */
final class PageRun {
    private final String id;
    private final Replay replay;
    private final NetworkKnobs knobs;
    private final Summary summary;

    /**
     * What the page has to know of a run before it asks.
     *
     * @param id its name in addresses
     * @param series runs of one series differ in sync periods alone
     * @param period sync period of its methods, steps; null where none has one
     * @param baseline label of the method that others are compared with
     * @param recorded where the controls stood
     * @param shipped whether it came with the program
     */
    record Summary(
            String id,
            String name,
            @Nullable String description,
            String series,
            @Nullable Integer period,
            List<String> methods,
            String baseline,
            int workers,
            long steps,
            List<Long> seeds,
            NetworkKnobs.Range recorded,
            boolean shipped) {}

    private PageRun(String id, Replay replay, NetworkKnobs knobs, Summary summary) {
        this.id = id;
        this.replay = replay;
        this.knobs = knobs;
        this.summary = summary;
    }

    /**
     * Reads a run directory.
     *
     * @param shipped whether it came with the program
     * @throws IOException if it is no run that can be replayed
     */
    static PageRun read(String id, Path directory, boolean shipped) throws IOException {
        Replay replay = Replay.of(directory);
        RunPlan plan = replay.plan(ScenarioChanges.none()).plan();
        NetworkKnobs knobs = new NetworkKnobs(replay.document(), plan);
        List<String> labels = plan.methods().stream().map(MethodPlan::label).toList();
        String baseline = plan.scenario().baseline();
        Summary summary = new Summary(
                id,
                plan.scenario().name(),
                plan.scenario().description(),
                plan.scenario().name() + ": " + String.join(", ", labels) + ": " + plan.workers(),
                period(plan),
                labels,
                baseline == null ? labels.get(0) : baseline,
                plan.workers(),
                plan.methods().get(0).training().steps(),
                plan.seeds(),
                knobs.recorded(),
                shipped);
        return new PageRun(id, replay, knobs, summary);
    }

    /** The first sync period of a method that has one. */
    private static @Nullable Integer period(RunPlan plan) {
        for (MethodPlan method : plan.methods()) {
            Record settings = method.section().method().settings();
            for (RecordComponent component : settings.getClass().getRecordComponents()) {
                String name = component.getName();
                if ((name.equals("parameterPeriod") || name.equals("period"))
                        && SettingWords.value(component, settings) instanceof Number period) {
                    return period.intValue();
                }
            }
        }
        return null;
    }

    String id() {
        return id;
    }

    Summary summary() {
        return summary;
    }

    /** The changes that a setting stands for. */
    ScenarioChanges changes(PageSetting setting) {
        return knobs.changes(setting);
    }

    /** The run under a setting, checked. */
    ReplayPlan plan(ScenarioChanges changes) {
        return replay.plan(changes);
    }
}
