package org.longhaul.scenario.engine.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.workload.PayloadModel;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.scenario.trace.StepListener;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.task.CountedExamples;
import org.longhaul.training.task.CountedRows;
import org.longhaul.training.weighting.SampleWeightingFactory;

/**
 * Steps of a method found without training: it runs on a model with the groups of the trained one and nothing to learn,
 * since neither what is exchanged nor when depends on the losses. Where bytes depend on the values, they are the most there can be.
 *
 * <p>Three workers stand for all of them, if each exchange turns out to be one of all three.
 *
 * @param trace what is computed and exchanged, by all workers
 * @param groups parameter groups of the model that the payloads are those of
 * @param memory what a worker keeps of that model
 */
public record UntrainedSteps(RunLengthTrace<StepEvents> trace, List<ParameterGroup> groups, WorkerMemory memory) {
    private static final int FEW = 3;

    /**
     * Follows a method from its first step.
     *
     * @param steps how many of its steps, at most those of the plan
     */
    public static UntrainedSteps of(TrainingPlan training, List<ParameterGroup> groups, long steps) {
        PayloadModel model = model(training, groups);
        boolean isAlike =
                training.participation() == null && training.weighting() == null && Made.isSymmetric(training.method());
        if (training.workers() > FEW && isAlike) {
            UntrainedSteps few = follow(training, model, FEW, steps);
            RunLengthTrace<StepEvents> all = widened(few.trace, training.workers());
            if (all != null) {
                return new UntrainedSteps(all, model.groups(), few.memory);
            }
        }
        return follow(training, model, training.workers(), steps);
    }

    /** The first steps of a training that is recorded. */
    public static UntrainedSteps of(UnitProgress recorded, List<ParameterGroup> groups, long steps) {
        RunLengthTrace.Recorder<StepEvents> first = new RunLengthTrace.Recorder<>();
        long left = steps;
        for (RunLengthTrace.Run run : recorded.trace().sequence()) {
            if (left > 0) {
                first.add(recorded.trace().dictionary().get(run.step()), Math.min(left, run.count()));
                left -= run.count();
            }
        }
        return new UntrainedSteps(first.trace(), groups, recorded.memory());
    }

    /** Values of the model that the payloads are those of. */
    public long elements() {
        long sum = 0;
        for (ParameterGroup group : groups) {
            sum += group.elements();
        }
        return sum;
    }

    private static PayloadModel model(TrainingPlan training, List<ParameterGroup> groups) {
        Model trained = Made.model(training);
        Optimizer optimizer = Made.optimizer(training.optimizer());
        boolean isOfShapes = optimizer.on(new Layout(trained.parameters())) != optimizer
                || WireFormats.lookAtShapes(training.method(), training.wireFormat());
        PayloadModel model = isOfShapes ? new PayloadModel(groups, trained.parameters()) : new PayloadModel(groups);
        if (training.data().labelled() > 0) {
            // Of a worker as many as of a batch: how many it has is known when the data are read.
            int features = trained instanceof FeatureModel known ? known.featureWidth() : 1;
            model.countExamples(
                    new CountedExamples(
                            training.workers(),
                            training.batch(),
                            training.data().labelled(),
                            features),
                    training.batch());
        }
        Selection<SampleWeightingFactory<?>> weighting = training.weighting();
        if (weighting != null) {
            model.countRows(
                    trained.hiddenWidth(),
                    new CountedRows(
                            training.workers(),
                            training.batch(),
                            Made.corpus(training.data().corpus()).domains()));
        }
        return model;
    }

    private static UntrainedSteps follow(TrainingPlan training, PayloadModel model, int workers, long steps) {
        StepListener listener = new StepListener();
        RunLengthTrace.Recorder<StepEvents> trace = new RunLengthTrace.Recorder<>();
        TrainingSessionBuilder described = TrainingSession.builder()
                .optimizer(training.optimizer().factory(), training.optimizer().settings())
                .method(training.method().factory(), training.method().settings())
                .clipping(training.clipping())
                .wireFormat(training.wireFormat())
                .workers(workers)
                .steps(training.steps())
                .seed(training.seed())
                .listener(listener)
                .model(model);
        if (training.weighting() != null) {
            described.weighting(
                    training.weighting().factory(), training.weighting().settings());
        }
        if (training.participation() != null) {
            described.participation(
                    training.participation().factory(), training.participation().settings());
            described.population(training.population());
        }
        if (training.federation() != null) {
            described.federation(training.federation());
        }
        try (TrainingSession session = described.build()) {
            for (long step = 0; step < steps; step++) {
                session.step();
                if (session.stepsDone() == training.steps()) {
                    session.finish();
                }
                trace.add(atMost(listener.take()));
            }
            return new UntrainedSteps(trace.trace(), model.groups(), session.memoryUse());
        }
    }

    /** The same with exchanges as long as they can be: what the stand-in's values take says nothing of those that train. */
    private static StepEvents atMost(StepEvents step) {
        return new StepEvents(step.events().stream().map(UntrainedSteps::atMost).toList());
    }

    private static TrainingEvent atMost(TrainingEvent event) {
        if (event instanceof TrainingEvent.Exchanged exchanged) {
            return new TrainingEvent.Exchanged(exchanged.exchange().atMost(), exchanged.isAwaitedLater());
        }
        return event instanceof TrainingEvent.Sent sent
                ? new TrainingEvent.Sent(sent.exchange().atMost(), sent.isLetter())
                : event;
    }

    /** The same steps of more workers, or null if not everybody takes part in everything alike. */
    private static @Nullable RunLengthTrace<StepEvents> widened(RunLengthTrace<StepEvents> few, int workers) {
        List<Integer> everybody = IntStream.range(0, workers).boxed().toList();
        for (StepEvents step : few.dictionary()) {
            for (TrainingEvent event : step.events()) {
                if (!isOfEverybody(event)) {
                    return null;
                }
            }
        }
        return new RunLengthTrace<>(
                few.dictionary().stream().map(step -> widened(step, everybody)).toList(), few.sequence());
    }

    private static boolean isOfEverybody(TrainingEvent event) {
        if (event instanceof TrainingEvent.Exchanged exchanged) {
            return exchanged.exchange().root() == Exchange.NO_ROOT
                    && exchanged.exchange().members().size() == FEW;
        }
        return event instanceof TrainingEvent.Awaited
                || (event instanceof TrainingEvent.Factorized factorized
                        && factorized.members().equals(Members.EVERYONE))
                || (event instanceof TrainingEvent.Passed passed
                        && passed.members().equals(Members.EVERYONE))
                || event.equals(new TrainingEvent.Computed())
                || event.equals(new TrainingEvent.Updated());
    }

    private static StepEvents widened(StepEvents step, List<Integer> everybody) {
        return new StepEvents(step.events().stream()
                .map(event -> event instanceof TrainingEvent.Exchanged exchanged
                        ? new TrainingEvent.Exchanged(
                                exchanged.exchange().among(everybody, Exchange.NO_ROOT), exchanged.isAwaitedLater())
                        : event)
                .toList());
    }
}
