package org.longhaul.training.method.semisupervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.server.ServerWork;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.replica.ServerTrainer;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.CountedExamples;
import org.longhaul.training.task.ExamplePool;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * The server of training with few labels: it trains on its examples after each round, and sends what its anchors are embedded to, if
 * there is an {@link AnchorHead}.
 *
 * <p>Without examples of its own, as in a training that only stands in for another, it does nothing. Where there are only {@linkplain
 * CountedExamples numbers of examples}, it computes nothing, and reports and sends as much as if it did.
 */
final class FewLabels implements ServerWork {
    private static final String HEAD = "anchor-head";
    private static final String EMBEDDINGS = "anchor-embeddings";
    private static final String LABELS = "anchor-labels";

    private final FewLabelsPlan plan;
    private final Replicas replicas;
    private final @Nullable LocalPool pool;
    private final @Nullable AnchorHead head;
    private final int labelled;
    private final boolean isStandIn;
    private final @Nullable ServerTrainer trainer;
    private final Layout headLayout;

    /** Head, embeddings and labels of the anchors as they were last sent; null without a head. */
    private final @Nullable Anchors anchors;

    private final PseudoLabelling clients;

    /** What belongs to the anchors, flat. */
    private record Anchors(Tensor head, Tensor embeddings, Tensor labels) {}

    /** Of some clients, at the server's initial model. */
    FewLabels(FewLabelsPlan plan, Replicas replicas) {
        this.plan = plan;
        this.replicas = replicas;
        ExamplePool examples = replicas.setup().batches().pool();
        isStandIn = examples instanceof CountedExamples;
        labelled = examples == null ? 0 : examples.count(replicas.workers());
        pool = examples == null
                ? null
                : new LocalPool(examples, replicas.setup().device(), replicas.seed());
        head = labelled == 0 ? null : plan.head();
        int features = head == null ? 0 : features(examples);
        List<ParameterSpec> specs = new ArrayList<>(replicas.layout().specs());
        List<ParameterSpec> ofHead = head == null ? List.of() : head.specs(features);
        specs.addAll(ofHead);
        headLayout = new Layout(ofHead);
        trainer = labelled == 0 ? null : replicas.serverTrainer(new Layout(specs));
        anchors = head == null
                ? null
                : new Anchors(
                        replicas.newVector(headLayout.elements()),
                        replicas.newVector((long) labelled * head.width(features)),
                        replicas.newVector(labelled));
        if (anchors != null) {
            initialize(anchors.head, ofHead);
        }
        clients = new PseudoLabelling(plan, labelled == 0 ? null : pool, isStandIn ? null : this::scoring);
    }

    private int features(@Nullable ExamplePool examples) {
        if (examples instanceof CountedExamples counted) {
            return counted.features();
        }
        if (replicas.setup().model() instanceof FeatureModel model) {
            return model.featureWidth();
        }
        throw new IllegalArgumentException("an anchor head needs a classifier whose last layer is linear; this is "
                + replicas.setup().model().identity() + ".");
    }

    private void initialize(Tensor flat, List<ParameterSpec> specs) {
        TensorScope.run(() -> {
            for (int i = 0; i < specs.size(); i++) {
                ParameterSpec spec = specs.get(i);
                if (spec.init() instanceof Init.Normal normal) {
                    headLayout
                            .slice(flat, i)
                            .copyInPlace(new Generator(Seeds.of(replicas.seed(), spec.name()))
                                    .normal(Device.CPU, 0, normal.standardDeviation(), spec.dimensions()));
                }
            }
        });
    }

    /** What the clients of a round do. */
    PseudoLabelling clients() {
        return clients;
    }

    private FeatureModel features() {
        return (FeatureModel) replicas.setup().model();
    }

    @Override
    public boolean hasClients() {
        return plan.clientsTrain();
    }

    @Override
    public void train(Tensor parameters, long step, Replicas workers) {
        if (trainer == null || pool == null) {
            return;
        }
        double items = (double) plan.serverEpochs() * labelled;
        if (!isStandIn) {
            train(trainer, pool, parameters, step);
        }
        trainer.tell(items, items);
    }

    private void train(ServerTrainer server, LocalPool examples, Tensor parameters, long step) {
        long elements = parameters.elements();
        Tensor all = server.parameters();
        all.narrow(0, 0, elements).copyInPlace(parameters);
        if (anchors != null) {
            all.narrow(0, elements, headLayout.elements()).copyInPlace(anchors.head);
        }
        server.reset();
        int rank = replicas.workers();
        long count = 0;
        for (int epoch = 0; epoch < plan.serverEpochs(); epoch++) {
            for (int first = 0; first < labelled; first += plan.serverBatch()) {
                int rows = Math.min(plan.serverBatch(), labelled - first);
                int[] places = examples.walk(labelled, rank, step, (long) epoch * labelled + first, rows);
                long batch = count;
                server.step(
                        leaves -> loss(
                                leaves,
                                examples.inputs(
                                        rank,
                                        places,
                                        plan.changes().weak(examples.shape()),
                                        examples.stream("server", rank, (step << 20) | batch)),
                                examples.labels(rank, places)),
                        count++,
                        Math.max(0, step - 1));
            }
        }
        parameters.copyInPlace(all.narrow(0, 0, elements));
        if (anchors != null) {
            anchors.head.copyInPlace(all.narrow(0, elements, headLayout.elements()));
        }
    }

    private Tensor loss(Tensor[] leaves, Tensor inputs, long[] labels) {
        LocalPool examples = Objects.requireNonNull(pool);
        Tensor classes = examples.classes(labels);
        if (head == null) {
            return replicas.setup().model().loss(leaves, new Batch(inputs, classes, labels.length));
        }
        int own = leaves.length - 2;
        Tensor[] ofModel = Arrays.copyOf(leaves, own);
        Tensor features = features().features(ofModel, inputs);
        Tensor embeddings = AnchorHead.embeddings(features, leaves[own], leaves[own + 1]);
        return Functional.crossEntropy(features().head(ofModel, features), classes)
                .add(head.contrast().of(embeddings, labels).mul(head.weight()));
    }

    @Override
    public void send(Tensor parameters, List<Integer> to, Replicas workers, Communicator net) {
        if (anchors == null || head == null || trainer == null || pool == null) {
            return;
        }
        if (!isStandIn) {
            embed(parameters, anchors, pool);
        }
        trainer.tell(labelled, 0);
        List<Integer> server = List.of(replicas.workers());
        broadcast(new StateGroup(HEAD, server, List.of(anchors.head), headLayout), to, Casts.FP32, net);
        broadcast(numbers(EMBEDDINGS, anchors.embeddings), to, Casts.FP32, net);
        broadcast(numbers(LABELS, anchors.labels), to, Casts.FP16, net);
    }

    private void embed(Tensor parameters, Anchors into, LocalPool examples) {
        int rank = replicas.workers();
        Tensor[] views = replicas.layout().views(parameters);
        Autograd.withoutGradients(() -> {
            for (int first = 0; first < labelled; first += LocalPool.AT_ONCE) {
                int from = first;
                int rows = Math.min(LocalPool.AT_ONCE, labelled - first);
                int width = Math.toIntExact(into.embeddings.elements() / labelled);
                int[] places = new int[rows];
                Arrays.setAll(places, i -> from + i);
                TensorScope.run(() -> {
                    Tensor features = features().features(views, examples.inputs(rank, places, null, null));
                    into.embeddings
                            .narrow(0, (long) from * width, (long) rows * width)
                            .copyInPlace(AnchorHead.embeddings(features, into.head, headLayout)
                                    .reshape(-1));
                    into.labels
                            .narrow(0, from, rows)
                            .copyInPlace(examples.classes(examples.labels(rank, places))
                                    .to(into.labels.dtype()));
                });
            }
        });
    }

    private StateGroup numbers(String name, Tensor vector) {
        return StateGroup.ofNumbers(name, vector.elements(), List.of(replicas.workers()), List.of(vector));
    }

    /** All receive the same, which is kept once: codecs leave these numbers as they are. */
    private void broadcast(StateGroup root, List<Integer> to, Codec codec, Communicator net) {
        Tensor vector = root.of(replicas.workers());
        StateGroup all = new StateGroup(root.name(), to, Collections.nCopies(to.size(), vector), root.layout());
        net.broadcast(root, all, codec, Release.AFTER_BACKWARD);
    }

    /** How the clients score classes: by the received anchors, or by the classifier. */
    private PseudoLabelling.Scores scoring(Tensor[] received, Tensor inputs) {
        ScoringModel model = (ScoringModel) replicas.setup().model();
        int classes = Objects.requireNonNull(pool).classes();
        if (anchors == null || head == null) {
            double[] scores = model.scores(received, inputs).reshape(-1).toDoubles();
            return new PseudoLabelling.Scores(scores, scores);
        }
        Tensor features = features().features(received, inputs);
        double[] near = AnchorScores.of(
                AnchorHead.embeddings(features, anchors.head, headLayout),
                anchors.embeddings.reshape(labelled, -1),
                Arrays.stream(anchors.labels.toDoubles())
                        .mapToInt(label -> (int) label)
                        .toArray(),
                classes,
                head.aggregation());
        return new PseudoLabelling.Scores(
                near, features().head(received, features).reshape(-1).toDoubles());
    }

    @Override
    public void begun(List<Integer> cohort, Replicas workers) {
        if (labelled > 0 && !isStandIn && hasClients()) {
            clients.tell(cohort, workers.figures());
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        if (anchors != null) {
            state.put(HEAD, anchors.head);
            state.put(EMBEDDINGS, anchors.embeddings);
            state.put(LABELS, anchors.labels);
        }
        return state;
    }

    /** Clients receive all that there is. */
    @Override
    public Set<String> ofServer() {
        return Set.of();
    }
}
