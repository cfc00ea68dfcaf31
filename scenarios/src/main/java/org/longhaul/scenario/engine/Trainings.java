package org.longhaul.scenario.engine;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.DataSection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Device;

/** Makes training sessions of plans. Not thread-safe. */
final class Trainings {
    private final Device device;
    private final int threads;
    private final Corpora corpora;

    Trainings(Device device, int threads, Corpora corpora) {
        this.corpora = corpora;
        this.device = device;
        this.threads = threads;
    }

    /** A session at step 0. */
    TrainingSession session(TrainingPlan plan, TrainingListener listener) {
        ModelContext context = new ModelContext(Made.vocabulary(plan.data()), plan.context(), plan.workers());
        Model model = Made.model(plan.model(), context);
        TrainingSessionBuilder builder = TrainingSession.builder()
                .optimizer(plan.optimizer().factory(), plan.optimizer().settings())
                .schedule(plan.schedule().factory(), plan.schedule().settings())
                .method(plan.method().factory(), plan.method().settings())
                .clipping(plan.clipping())
                .wireFormat(plan.wireFormat())
                .workers(plan.workers())
                .steps(plan.steps())
                .seed(plan.seed())
                .device(device)
                .threads(Math.min(threads, plan.workers()))
                .listener(listener);
        BatchSource own = model.ownBatches(plan.seed());
        if (own != null) {
            return builder.model(model).batches(own).build();
        }
        return builder.model(model)
                .batches(batches(plan, corpora.get(plan.data())))
                .build();
    }

    private static BatchSource batches(TrainingPlan plan, TokenDocuments corpus) {
        return new CorpusBatches(
                corpus,
                Made.partitioner(plan.data().partition()),
                plan.workers(),
                new CorpusBatches.Shape(
                        plan.batch(), plan.context(), plan.data().validationSequences()),
                plan.seed());
    }

    /** The corpus of a plan if it has been read, or null. */
    @Nullable
    TokenDocuments corpusRead(DataSection data) {
        return corpora.known(data);
    }
}
