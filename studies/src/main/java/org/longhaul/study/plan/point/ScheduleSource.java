package org.longhaul.study.plan.point;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;

/** The methods of a scenario by their schedules: nothing is trained, so that there are times and bytes and no losses. */
public final class ScheduleSource implements PointSource {
    private static final int MOST_KEPT = 64;

    /** What is followed: equal ones are followed once. */
    private record Key(TrainingPlan training, long steps, boolean closing) {}

    /** Layers by themselves make the same steps on every network. */
    private record LayeredKey(Key followed, ChargedModel charged, String collective) {}

    private final Path file;
    private final YamlDocument document;
    private final ScenarioReader reader = new ScenarioReader(Extensions.load());
    private final FileFinder files;
    private final Map<Key, FollowedSteps> followed = new HashMap<>();
    private final Map<LayeredKey, RunLengthTrace<Step>> layered = new HashMap<>();
    private final ScheduleOptions options;
    private @Nullable String planned;
    private @Nullable RunPlan last;

    public ScheduleSource(Path file, ScheduleOptions options) {
        this.file = file;
        this.options = options;
        document = YamlReader.read(file);
        files = FileFinder.from(ScenarioReader.folderOf(file));
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public boolean isOfSchedules() {
        return true;
    }

    @Override
    public YamlDocument document() {
        return document;
    }

    @Override
    public void check(ScenarioChanges changes) {
        plan(changes);
    }

    @Override
    public List<String> methods() {
        return plan(ScenarioChanges.none()).methods().stream()
                .map(MethodPlan::label)
                .toList();
    }

    @Override
    public MethodFigures figures(ScenarioChanges changes, String label, @Nullable Long seed) {
        RunPlan plan = plan(changes);
        MethodPlan method = method(plan, label);
        if (method.training().asksNetwork() || method.training().until() != null) {
            return MethodFigures.none(
                    label,
                    "its steps follow from what the network answers, which a schedule does not know: record a run");
        }
        long steps = steps(method);
        Key key = new Key(method.training(), steps, options.closing());
        FollowedSteps known = followed.get(key);
        if (known == null) {
            if (followed.size() >= MOST_KEPT) {
                followed.clear();
                layered.clear();
            }
            known = FollowedSteps.of(method, steps, options.closing());
            followed.put(key, known);
        }
        ScheduleRun run =
                new ScheduleRun(plan, method, known, seed == null ? plan.seeds().get(0) : seed);
        return run.figures(options.layers() ? layered(key, method, known) : run.program());
    }

    private RunLengthTrace<Step> layered(Key key, MethodPlan method, FollowedSteps known) {
        LayeredKey of = new LayeredKey(key, method.charged(), method.policy().collective());
        RunLengthTrace<Step> program = layered.get(of);
        if (program == null) {
            program = LayeredProgram.of(method, known);
            layered.put(of, program);
        }
        return program;
    }

    /** The method under some changes. */
    public MethodPlan method(ScenarioChanges changes, String label) {
        return method(plan(changes), label);
    }

    private static MethodPlan method(RunPlan plan, String label) {
        List<String> labels = plan.methods().stream().map(MethodPlan::label).toList();
        return plan.methods().stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PlanException("no method is called '" + label + "'; allowed: "
                        + String.join(", ", labels) + Spelling.maybe(label, labels)));
    }

    private long steps(MethodPlan method) {
        Double tokens = options.tokens();
        if (tokens != null) {
            double perStep = (double) method.charged().tokensPerWorkerStep()
                    * method.training().workers();
            return Math.max(1, (long) Math.ceil(tokens / perStep));
        }
        return options.steps() == null ? method.training().steps() : options.steps();
    }

    private RunPlan plan(ScenarioChanges changes) {
        RunPlan known = last;
        // Periods are checked against the steps that there are.
        ScenarioChanges all = options.steps() == null ? changes : changes.set("training.steps=" + options.steps());
        YamlDocument changed = all.list().isEmpty() ? document : all.in(document);
        if (known != null && changed.text().equals(planned)) {
            return known;
        }
        ScenarioReader.Source source = reader.bind(changed, files);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        planned = changed.text();
        last = plan;
        return plan;
    }
}
