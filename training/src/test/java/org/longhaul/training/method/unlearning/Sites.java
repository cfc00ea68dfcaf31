package org.longhaul.training.method.unlearning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.FactsCorpus;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.partition.GroupPartitioner;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibTorch;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.unlearning.GradientFit;
import org.longhaul.training.unlearning.Positions;

/** Sites with questions of their own and a small transformer in float64, open to tests. */
final class Sites implements AutoCloseable {
    static final int BLOCKS = 2;
    static final int WIDTH = 8;
    static final int INNER = 12;

    /** Six subjects with four facts each. */
    static TokenDocuments documents() {
        return TokenDocuments.read(
                new FactsCorpus.Factory().create(new FactsCorpus.Settings(6, 4, 12, 20, 0.4, 12, 1)),
                Tokenizer.of("bytes"));
    }

    /** Divided by subject. */
    static CorpusBatches batches(int sites) {
        return new CorpusBatches(documents(), new GroupPartitioner(), sites, new CorpusBatches.Shape(6, 10, null), 1);
    }

    static Transformer model(int sites) {
        return new Transformer(
                new Transformer.Settings(
                        BLOCKS, WIDTH, 2, INNER, Transformer.Activation.SWIGLU, 10_000, true, false, 0.2, false, 1e-5),
                new ModelContext(3 + 4 + 12 + 20, 10, sites));
    }

    static Unlearning.Settings settings(
            Unlearning.Way way, long after, List<Integer> subjects, Unlearning.Place fit, Integer block) {
        return new Unlearning.Settings(
                way,
                after,
                subjects,
                fit,
                null,
                block,
                1,
                1,
                Positions.ALL,
                1e-3,
                30,
                false,
                false,
                1,
                Casts.FP64,
                3,
                0.01,
                0.1);
    }

    /** LUNAR for the fifth subject at the second block, with rows of answers, what is forgotten counting more. */
    static Unlearning.Settings keepingAnswers(Positions positions, double forgetWeight) {
        return new Unlearning.Settings(
                Unlearning.Way.LUNAR,
                2,
                List.of(4),
                Unlearning.Place.FEDERATED,
                null,
                1,
                1,
                1,
                positions,
                1e-3,
                30,
                false,
                true,
                forgetWeight,
                Casts.FP64,
                3,
                0.01,
                0.1);
    }

    /** The same, by gradients at the site. */
    static Unlearning.Settings byGradients(long after) {
        return new Unlearning.Settings(
                Unlearning.Way.LUNAR,
                after,
                List.of(0),
                Unlearning.Place.SITE,
                new GradientFit(0.01, 0.9, 2, 16, 0),
                1,
                1,
                1,
                Positions.LAST,
                1e-3,
                30,
                true,
                false,
                1,
                Casts.FP64,
                3,
                0.01,
                0.1);
    }

    final Replicas replicas;
    final List<TrainingEvent> heard = new ArrayList<>();
    private final Communicator net;
    private final DistributedMethod method;
    private long steps;

    Sites(int sites, Unlearning.Settings settings) {
        this(sites, batches(sites), new Unlearning(), settings, Casts.FP64);
    }

    <S extends Record> Sites(
            int sites, BatchSource batches, DistributedMethodFactory<S> factory, S settings, Codec format) {
        LibTorch.load();
        replicas = new Replicas(
                new ReplicaSetup(
                        model(sites),
                        batches,
                        new AdamW().create(new AdamW.Settings(0.01, 0.9, 0.95, 1e-8, 0)),
                        step -> 1,
                        20,
                        new Clipping.None(),
                        sites,
                        null,
                        Federation.flat(sites),
                        1,
                        Device.CPU,
                        DType.FLOAT64,
                        GradientPass.PLAIN,
                        ReplicaMode.THREADED,
                        1,
                        null),
                heard::add);
        net = new Communicator(heard::add, format);
        DistributedMethod[] made = new DistributedMethod[1];
        TensorScope.run(() -> made[0] = factory.create(settings, replicas));
        method = made[0];
    }

    /** So many further steps, what was heard before them forgotten; the figures of the last. */
    Map<String, Double> run(long count) {
        Map<String, Double> told = Map.of();
        heard.clear();
        for (long i = 0; i < count; i++) {
            net.beginStep();
            TensorScope.run(() -> method.step(steps, replicas, net));
            steps++;
            told = replicas.figures().take().ofRound();
        }
        return told;
    }

    double[] x(int site) {
        return replicas.parameters().of(site).toDoubles();
    }

    QuestionPool pool() {
        return Objects.requireNonNull(replicas.setup().batches().questions());
    }

    List<Exchange> exchanges() {
        return heard.stream()
                .filter(TrainingEvent.Exchanged.class::isInstance)
                .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                .toList();
    }

    /** Who passed over something beside its batches, and forward passes, in batches. */
    List<TrainingEvent.Passed> passes() {
        return heard.stream()
                .filter(TrainingEvent.Passed.class::isInstance)
                .map(TrainingEvent.Passed.class::cast)
                .toList();
    }

    @Override
    public void close() {
        replicas.close();
    }
}
