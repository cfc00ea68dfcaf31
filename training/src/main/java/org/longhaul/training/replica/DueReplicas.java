package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;
import org.longhaul.training.weighting.WeighedWorker;
import org.longhaul.training.weighting.WeighedWorkers;

/** Replicas for which a weighting is prepared. */
final class DueReplicas implements WeighedWorkers {
    private final Weighing weighing;
    private final Replicas replicas;
    private final ReplicaThreads threads;
    private final Communicator net;
    private final WeightBook book;
    private final long step;
    private final List<Replica> due;
    private final List<Integer> ranks;

    /** Those who are due in a step. */
    DueReplicas(
            Weighing weighing,
            Replicas replicas,
            ReplicaThreads threads,
            Communicator net,
            WeightBook book,
            long step,
            List<Replica> due) {
        this.weighing = weighing;
        this.replicas = replicas;
        this.threads = threads;
        this.net = net;
        this.book = book;
        this.step = step;
        this.due = due;
        ranks = due.stream().map(Replica::worker).toList();
    }

    @Override
    public List<Integer> ranks() {
        return ranks;
    }

    @Override
    public int all() {
        return replicas.workers();
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public void each(Consumer<WeighedWorker> body) {
        List<WeighedReplica> ones = due.stream().map(weighing::one).toList();
        threads.run(ones.size(), place -> TensorScope.run(() -> body.accept(ones.get(place))));
        // Those who passed over as much as each other are told together.
        Map<Double, List<Replica>> alike = new LinkedHashMap<>();
        for (WeighedReplica one : ones) {
            if (one.passes() > 0) {
                alike.computeIfAbsent(one.passes(), first -> new ArrayList<>()).add(one.replica());
            }
        }
        alike.forEach((passes, who) -> replicas.tell(new TrainingEvent.Passed(weighing.members(who), passes, 0)));
    }

    @Override
    public StateGroup kept(String name) {
        List<Tensor> vectors =
                due.stream().map(replica -> weighing.one(replica).kept(name)).toList();
        return StateGroup.ofNumbers(name, vectors.get(0).elements(), ranks, vectors);
    }

    @Override
    public void allReduceMean(StateGroup group) {
        net.allReduceMean(group, Casts.FP32);
    }

    @Override
    public List<Tensor> allGather(StateGroup group) {
        return net.allGather(group, Casts.FP32, Release.AFTER_BACKWARD);
    }

    @Override
    public void tell(RoundFigure figure, double value) {
        book.put(figure, value);
    }

    /** Its batches are nobody's training, so that what is computed of them is told as passes. */
    @Override
    public Tensor trainProxy(long steps) {
        ReplicaSetup setup = replicas.setup();
        TrainingListener passes = event -> replicas.tell(
                event instanceof TrainingEvent.Computed computed
                        ? new TrainingEvent.Passed(computed.members(), 1, 1)
                        : event);
        Tensor trained =
                Tensors.zeros(setup.device(), setup.type(), replicas.layout().elements());
        try (Replicas proxy = new Replicas(setup.withSeed(Seeds.of(setup.seed(), "weighting.proxy")), passes)) {
            for (long at = 0; at < steps; at++) {
                long now = at;
                TensorScope.run(() -> {
                    proxy.computeGradients(now);
                    net.allReduceMean(proxy.gradients().as("proxy-gradients"), null);
                    proxy.clipGradients();
                    proxy.update(now);
                });
            }
            trained.copyInPlace(proxy.parameters().of(ranks.get(0)));
        }
        return trained;
    }
}
