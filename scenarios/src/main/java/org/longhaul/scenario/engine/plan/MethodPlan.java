package org.longhaul.scenario.engine.plan;

import java.util.List;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.engine.workload.KnownSteps;
import org.longhaul.scenario.engine.workload.Projection;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.participation.Population;

/**
 * One method of a scenario with everything that was left to defaults filled in.
 *
 * @param index place in the scenario, from 0
 * @param label unique name
 * @param training what decides the losses, under the first seed
 * @param trainers all that is known of those who train, before their data are read
 * @param usesData whether it trains on the scenario's data; a model that makes its own batches does not
 * @param measures what the model is measured by
 * @param targets values to be reached, the first is the main one
 * @param model what is trained
 * @param charged the model that is charged
 * @param projection from the one to the other
 * @param policy how exchanges are carried
 * @param slots clients that compute at the same time on a host that several share
 * @param collectives the algorithms with the settings that the scenario gives them
 * @param known the programs of its steps that were built so far; plans of it on other links share them
 */
public record MethodPlan(
        int index,
        String label,
        MethodSection section,
        TrainingPlan training,
        Population trainers,
        Selection<ComputeKind> compute,
        boolean usesData,
        Measures measures,
        List<Target> targets,
        Model model,
        ChargedModel charged,
        Projection projection,
        StepBuilder.Policy policy,
        int slots,
        Collectives collectives,
        KnownSteps known) {

    /** Parameter groups of the trained model. */
    public List<ParameterGroup> trainedGroups() {
        return model.groups();
    }

    /** The same, known to end after so many steps. */
    public MethodPlan withSteps(long steps) {
        return with(training.withSteps(steps), collectives);
    }

    /** The same with other algorithms. */
    public MethodPlan with(Collectives others) {
        return with(training, others);
    }

    private MethodPlan with(TrainingPlan otherTraining, Collectives otherCollectives) {
        return new MethodPlan(
                index,
                label,
                section,
                otherTraining,
                trainers,
                compute,
                usesData,
                measures,
                targets,
                model,
                charged,
                projection,
                policy,
                slots,
                otherCollectives,
                known);
    }
}
