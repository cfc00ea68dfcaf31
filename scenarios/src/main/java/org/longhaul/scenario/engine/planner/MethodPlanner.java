package org.longhaul.scenario.engine.planner;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunMeasures;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.plan.WireFormats;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.engine.workload.KnownSteps;
import org.longhaul.scenario.engine.workload.Projection;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ClipSection;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.scenario.section.ReplicaSharing;
import org.longhaul.scenario.section.TrainingSection;
import org.longhaul.scenario.section.Until;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.topology.Topology;
import org.longhaul.training.method.Membership;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;
import org.longhaul.training.schedule.ScheduleFactory;

/** Fills in what one method takes from the rest of the scenario, and checks that it fits. */
final class MethodPlanner {
    private static final int DEFAULT_EVALUATIONS = 20;

    private final Scenario scenario;
    private final int workers;
    private final Populations populations;
    private final @Nullable Federation federation;
    private final long seed;
    private final YamlDocument.Findings findings;
    private final CollectivePlanner collectives;
    /** Tokens of a sequence; 1 for examples. */
    private final int context;

    private final @Nullable Model model;
    private final @Nullable Measures measures;
    private final List<Target> targets;
    private final WeightingCheck weightings;
    private boolean usesData;

    MethodPlanner(
            Scenario scenario,
            Topology topology,
            int workers,
            Populations populations,
            @Nullable Federation federation,
            long seed,
            YamlDocument.Findings findings) {
        this.scenario = scenario;
        this.workers = workers;
        this.populations = populations;
        this.federation = federation;
        this.seed = seed;
        this.findings = findings;
        this.collectives = new CollectivePlanner(scenario, topology, findings);
        this.context = context();
        this.weightings = new WeightingCheck(scenario, findings);
        this.model = model();
        this.measures = model == null
                ? null
                : RunMeasures.of(
                        model,
                        scenario.methods().stream().map(MethodSection::method).toList(),
                        scenario.methods().stream().map(weightings::of).toList(),
                        scenario.data());
        this.targets = measures == null ? List.of() : RunMeasures.targets(scenario, measures, findings);
        if (measures != null) {
            RunMeasures.checkClaims(
                    scenario,
                    measures,
                    KnownMethods.hasPrices(topology),
                    usesData && scenario.data().dataset() != null,
                    findings);
        }
    }

    private int context() {
        if (scenario.data().dataset() == null) {
            return scenario.training().context();
        }
        String id = scenario.data().dataset().id();
        for (String key : List.of("data.corpus", "data.tokenizer", "training.context", "training.tokens")) {
            if (findings.isWritten(key)) {
                findings.add(key, "the data set '" + id + "' has no text", "data.dataset or this, one of the two");
            }
        }
        return 1;
    }

    private @Nullable Model model() {
        try {
            Model made = Made.model(scenario.model(), Made.context(scenario.data(), context, workers, seed));
            usesData = made.ownBatches(seed) == null;
            return made;
        } catch (IllegalArgumentException e) {
            findings.add("model", String.valueOf(e.getMessage()), null);
        }
        return null;
    }

    /** The plan, or null when something does not fit; then it is among the findings. */
    @Nullable
    MethodPlan plan(int index, String path) {
        MethodSection section = scenario.methods().get(index);
        TrainingSection training = scenario.training();
        int batch = section.batch() == null ? training.batch() : section.batch();
        boolean hasServer = section.method().factory().hasServer();
        checkLabelled(section, path);
        Integer clients = scenario.clients();
        int population = hasServer && clients != null ? clients : workers;
        Selection<ComputeKind> compute = section.compute() == null ? scenario.compute() : section.compute();
        Population trainers = populations.of(
                population, hasServer, compute, section.compute() == null ? "compute" : path + ".compute");
        Selection<ParticipationFactory<?>> participation = hasServer ? participation(section, trainers, path) : null;
        Long steps = steps(section, batch, population, participation, path);
        if (model == null || steps == null) {
            return null;
        }
        Selection<OptimizerFactory<?>> optimizer =
                section.optimizer() == null ? training.optimizer() : section.optimizer();
        Selection<ScheduleFactory<?>> schedule = section.schedule() == null ? training.schedule() : section.schedule();
        if (!fits(section, optimizer, population, model, path)) {
            return null;
        }
        Periods.check(section.method().settings(), steps, path, findings);
        if (!TrainingSection.fitsIntoMemory(batch, context)) {
            findings.add(
                    section.batch() == null ? "training.batch" : path + ".batch",
                    "batch (" + batch + ") sequences of " + context + " tokens are too many for one step",
                    "at most " + TrainingSection.MOST_TOKENS + " tokens of a worker and step");
            return null;
        }
        try {
            Made.schedule(schedule, steps);
        } catch (IllegalArgumentException e) {
            String at = section.schedule() == null ? "training.schedule" : path + ".schedule";
            findings.add(at, String.valueOf(e.getMessage()), null);
        }
        checkPass(training, batch, model);
        weightings.check(section, model, usesData, membership(section) != null, path);
        Federation groups = section.method().factory().hasFederation() ? federation : null;
        long ofMethod = Made.steps(section.method(), steps, population, groups);
        try {
            Made.requireLength(section.method(), ofMethod, population, groups);
        } catch (IllegalArgumentException e) {
            findings.add(path, String.valueOf(e.getMessage()), null);
        }
        Long evaluate = training.evaluateEvery();
        long evaluateEvery = evaluate == null
                ? Math.max(1, ofMethod / DEFAULT_EVALUATIONS)
                : Math.max(1, Math.round((double) evaluate / steps * ofMethod));
        ClipSection clip = section.clip() == null ? training.clip() : section.clip();
        ProjectAs as = scenario.projectAs();
        TrainingPlan plan = new TrainingPlan(
                section.method(),
                optimizer,
                schedule,
                clip == null ? new Clipping.None() : clip.clipping(),
                training.multipliers() == null
                        ? Map.of()
                        : training.multipliers().byRole(),
                scenario.model(),
                scenario.data(),
                weightings.unlessPlain(section),
                population,
                participation,
                participation == null ? Population.alike(population) : Made.seen(participation, trainers),
                groups,
                membership(section),
                batch,
                context,
                training.pass(),
                training.replicas(),
                ofMethod,
                stopRule(),
                evaluateEvery,
                WireFormats.usual(section, as, path, findings),
                seed);
        ChargedModel charged =
                as == null ? ChargedModel.trained(model, batch, context) : ChargedModel.projected(as, model, batch);
        if (training.recompute()) {
            charged = charged.recomputed();
        }
        Projection projection = Projection.onto(model.groups(), charged.groups(), charged.forwardFlops());
        if (!projection.standingForNothing().isEmpty()) {
            findings.add(
                    "projectAs",
                    "parts of the trained model stand for nothing in '" + charged.name() + "': "
                            + String.join(", ", projection.standingForNothing()),
                    "a trained model with no more layers than the charged one");
            return null;
        }
        checkLoop(as, model);
        Collectives algorithms = collectives.collectives(section, path);
        return new MethodPlan(
                index,
                section.name(),
                section,
                plan,
                trainers,
                compute,
                usesData,
                Objects.requireNonNull(measures),
                targets,
                model,
                charged,
                projection,
                policy(section, algorithms),
                scenario.slots(),
                algorithms,
                new KnownSteps());
    }

    /** Losses of a body that is passed so often do not stand beside times of one that is passed more or less often. */
    private void checkLoop(@Nullable ProjectAs as, Model trained) {
        if (as != null && trained instanceof Transformer transformer) {
            int passes = transformer.shape().passes();
            int charged = as.resolved(trained).shape().passes();
            if (passes != charged) {
                findings.add(
                        "projectAs.bodyLoop",
                        "the charged model passes its body " + times(charged) + ", and the trained one " + times(passes)
                                + ": losses of the one would stand beside times of the other",
                        "bodyLoop: {iterations: " + passes + "}" + (passes == 1 ? ", or none" : ""));
            }
        }
    }

    private static String times(int passes) {
        return passes == 1 ? "once" : passes + " times";
    }

    /** A server that trains has examples to train on, which are not text. */
    private void checkLabelled(MethodSection section, String path) {
        int labelled = scenario.data().labelled();
        if (labelled == 0 && section.method().factory().trainsAtServer()) {
            findings.add(
                    "data.labelled",
                    "the server of the method '" + section.method().id() + "' (" + path
                            + ") trains on examples with labels, and has none",
                    "how many it has, such as ten for each class");
        }
    }

    /** The scenario's membership, where the method can have it; what it means otherwise is said as a warning. */
    private @Nullable Membership membership(MethodSection section) {
        Membership membership = scenario.membership();
        return membership == null || Made.refusesMembership(section.method()) != null ? null : membership;
    }

    private void checkPass(TrainingSection training, int batch, Model made) {
        try {
            training.pass().requireFit(made, batch);
        } catch (IllegalArgumentException e) {
            findings.add("training", String.valueOf(e.getMessage()), null);
        }
        if (training.replicas() == ReplicaSharing.STACKED && !made.isStackable()) {
            findings.add(
                    "training.replicas",
                    "the model '" + scenario.model().id() + "' computes one replica at a time",
                    "threaded");
        }
    }

    private @Nullable StopRule stopRule() {
        Until until = scenario.training().until();
        if (until == null) {
            return null;
        }
        Duration time = until.time();
        if (time != null) {
            return new StopRule.AtTime(time.toNanos());
        }
        if (targets.isEmpty() || measures == null) {
            return null;
        }
        Target main = targets.get(0);
        return new StopRule.AtTarget(measures.takenFor(main.measure()), measures.takenValue(main));
    }

    private Selection<ParticipationFactory<?>> participation(MethodSection section, Population clients, String path) {
        if (!section.method().factory().hasParticipation()) {
            return TrainingPlan.everyone();
        }
        Selection<ParticipationFactory<?>> chosen =
                section.participation() == null ? scenario.participation() : section.participation();
        try {
            Made.participation(chosen, Made.seen(chosen, clients), seed);
        } catch (IllegalArgumentException e) {
            String at = section.participation() == null ? "participation" : path + ".participation";
            findings.add(at, String.valueOf(e.getMessage()), null);
            findings.raise();
        }
        return chosen;
    }

    private @Nullable Long steps(
            MethodSection section,
            int batch,
            int population,
            @Nullable Selection<ParticipationFactory<?>> participation,
            String path) {
        Long steps =
                section.steps() != null ? section.steps() : scenario.training().steps();
        if (steps != null) {
            return steps;
        }
        if (participation != null) {
            findings.add(
                    "training.tokens",
                    "tokens say nothing of the steps of " + path + ", whose clients come and go",
                    "steps, of the scenario or of the method");
            return null;
        }
        Long tokens = scenario.training().tokens();
        long perStep = (long) population * batch * scenario.training().context();
        if (tokens == null || tokens % perStep != 0) {
            findings.add(
                    "training.tokens",
                    "tokens (" + tokens + ") are no whole number of steps of " + perStep + " tokens for " + path + " ("
                            + population + " workers x " + batch + " sequences x "
                            + scenario.training().context() + " tokens)",
                    "a multiple of " + perStep);
            return null;
        }
        return tokens / perStep;
    }

    /** Whether a method can work with so many workers, the optimizer and the model; if not, why is among the findings. */
    private boolean fits(
            MethodSection section,
            Selection<OptimizerFactory<?>> optimizer,
            int population,
            Model trained,
            String path) {
        Set<StateSpec.Kind> kept = EnumSet.noneOf(StateSpec.Kind.class);
        Made.optimizer(optimizer).states().forEach(state -> kept.add(state.kind()));
        for (StateSpec.Kind kind : section.method().factory().requiredStates()) {
            if (!kept.contains(kind)) {
                String state = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                String at = section.optimizer() == null ? path : path + ".optimizer";
                findings.add(
                        at,
                        "the method '" + section.method().id() + "' exchanges the " + state + ", which the optimizer '"
                                + optimizer.id() + "' does not keep",
                        "optimizer: "
                                + String.join(", ", section.method().factory().usualOptimizers()));
                return false;
            }
        }
        try {
            Made.requireFit(section.method(), Made.optimizer(optimizer), population);
            Made.requireFit(section.method(), trained);
            section.method().factory().requireFit(trained);
            section.method().factory().requireFit(scenario.training().pass());
            if (federation != null && section.method().factory().hasFederation()) {
                Made.requireFit(section.method(), federation);
            }
        } catch (IllegalArgumentException e) {
            findings.add(path, String.valueOf(e.getMessage()), null);
            return false;
        }
        return true;
    }

    private StepBuilder.Policy policy(MethodSection section, Collectives algorithms) {
        return new StepBuilder.Policy(
                section.overlap() == null ? scenario.network().overlap() : section.overlap(),
                scenario.network().bucket(),
                collectives.general(section).id(),
                collectives.byLabel(section),
                algorithms,
                scenario.storage());
    }
}
