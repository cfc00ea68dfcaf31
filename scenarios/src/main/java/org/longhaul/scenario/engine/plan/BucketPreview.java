package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.TrainingEvent;

/** The bucket sizes that a run will find, told before it: from a step without training. */
final class BucketPreview {
    private BucketPreview() {}

    /** A line for each method whose bucket size is to be found. */
    static List<String> of(RunPlan plan) {
        List<String> lines = new ArrayList<>();
        for (MethodPlan method : plan.methods()) {
            if (method.policy().overlap() == Overlap.BUCKETED
                    && method.policy().bucket().size() == null
                    && plan.workers() > 1
                    && method.section().method().factory().exchangesDuringBackward()) {
                lines.add("bucket of " + method.label() + ": " + words(plan, method));
            }
        }
        return lines;
    }

    private static String words(RunPlan plan, MethodPlan method) {
        if (method.compute().settings() instanceof ComputeKind.Measured) {
            return "auto, found when the run has measured a step";
        }
        UntrainedSteps steps = UntrainedSteps.of(method.training(), method.trainedGroups(), 1);
        ComputeModel compute = ComputeTimes.of(method, null, new RandomStreams(0), m -> 0);
        StepBuilder builder = new StepBuilder(
                method.projection().from(steps.groups()), method.policy(), new BucketChooser(plan, method, compute));
        steps.trace().dictionary().forEach(builder::build);
        if (isWhole(steps.trace())) {
            return "none, since the codec needs the whole gradient";
        }
        return builder.choices().isEmpty()
                ? "auto, found with the first gradients that are exchanged"
                : String.join(
                        "; ",
                        builder.choices().stream().map(BucketChoice::words).toList());
    }

    private static boolean isWhole(RunLengthTrace<StepEvents> trace) {
        return trace.dictionary().stream()
                .flatMap(step -> step.events().stream())
                .anyMatch(event -> event instanceof TrainingEvent.Exchanged exchanged
                        && !exchanged.exchange().codec().encodesInParts());
    }
}
