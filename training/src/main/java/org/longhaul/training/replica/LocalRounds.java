package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.LongToDoubleFunction;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.Model;
import org.longhaul.training.objective.ClientRound;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.objective.Passes;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Rounds in which each worker minimises an objective between the model that it received and what it sends. What that takes beyond
 * the gradients of its batches is reported as {@link TrainingEvent.Passed}, before the step's gradients.
 *
 * <p>One replica is computed at a time, with all its activations kept, whatever the replicas' mode and pass say of others.
 * Thread-safety: none; one thread drives it.
 */
public final class LocalRounds {
    private final Replicas replicas;
    private final ReplicaSetup setup;
    private final Residents residents;
    private final ReplicaThreads threads;
    private final LocalObjective objective;

    LocalRounds(Replicas replicas, Residents residents, ReplicaThreads threads, LocalObjective objective) {
        this.replicas = replicas;
        setup = replicas.setup();
        this.residents = residents;
        this.threads = threads;
        this.objective = objective;
    }

    /**
     * A moment of a round.
     *
     * @param round its number, from 0
     * @param period steps of a round
     * @param step global step that comes next
     * @param received what everybody who takes part received at the beginning of the round
     */
    public record Moment(long round, long period, long step, Tensor received) {}

    /**
     * Steps that a worker takes for itself, beside those of training.
     *
     * @param firstBatch number of the step whose batch comes first
     * @param steps how many, at least 1
     * @param learningRate of each of them, from 0
     * @param isTold whether it is reported, as passes and updates: what training takes of batches is not
     */
    public record Course(long firstBatch, long steps, LongToDoubleFunction learningRate, boolean isTold) {}

    /** Those of all who have received their model who want to train, ascending; those that this process does not compute for do. */
    public List<Integer> willing(Moment moment) {
        Set<Integer> willing = ConcurrentHashMap.newKeySet();
        tell(each(moment, (replica, client) -> {
            if (objective.takesPart(client)) {
                willing.add(replica.worker());
            }
        }));
        return residents.parameters().ranks().stream()
                .filter(rank -> willing.contains(rank) || !setup.computesFor(rank))
                .toList();
    }

    /** Everybody who takes part has received its model. */
    public void begin(Moment moment) {
        tell(each(moment, (replica, client) -> objective.begin(client)));
    }

    /** Gradient of the objective, clipped, and update, of everybody who takes part. */
    public void step(Moment moment) {
        List<Replica> present = residents.replicas();
        replicas.localStep(
                moment.step,
                present,
                residents.members(),
                rest -> tell(each(moment, (replica, client) -> {
                    compute(replica, client, replica.trainingBatch(moment.step));
                    rest.accept(replica);
                    objective.updated(client);
                })));
    }

    /**
     * Gradient of the objective, not clipped, of some of those who take part: what is exchanged before anybody updates.
     *
     * @param isOfBatches whether the objective is one of each one's training batch, and is told as such
     */
    public void computeGradients(Moment moment, List<Integer> ranks, boolean isOfBatches) {
        tell(each(moment, (replica, client) -> {
            if (ranks.contains(replica.worker())) {
                compute(replica, client, replica.batch(moment.step));
            }
        }));
        if (isOfBatches) {
            replicas.reports().computed(residents.here(some(ranks)), members(ranks));
        }
    }

    /** Some of those who take part clip the gradient that they hold, and update with a learning rate of their own. */
    public void update(Moment moment, List<Integer> ranks, double learningRate) {
        replicas.reports().at(learningRate);
        List<Replica> some = some(ranks);
        List<Replica> here = residents.here(some);
        threads.run(
                here.size(),
                place -> TensorScope.run(() -> {
                    here.get(place).clip();
                    here.get(place).update(moment.step, learningRate);
                }));
        replicas.reports().updated(moment.step, some, members(ranks));
    }

    private List<Replica> some(List<Integer> ranks) {
        return residents.replicas().stream()
                .filter(replica -> ranks.contains(replica.worker()))
                .toList();
    }

    private Members members(List<Integer> ranks) {
        return ranks.equals(residents.parameters().ranks()) ? residents.members() : new Members(ranks);
    }

    /** Everybody who takes part has done its steps, and is about to send what has come of them. */
    public void end(Moment moment) {
        tell(each(moment, (replica, client) -> objective.end(client)));
    }

    /**
     * The mean loss of the model that was received over all that each has to train on, in the order of {@link Replicas#present}; NaN
     * of those that this process does not compute for.
     */
    public List<Double> lossesOfReceived(Moment moment) {
        Map<Integer, Double> losses = new ConcurrentSkipListMap<>();
        tell(each(moment, (replica, client) -> losses.put(replica.worker(), client.trainingLoss(client.received()))));
        return residents.parameters().ranks().stream()
                .map(rank -> losses.getOrDefault(rank, Double.NaN))
                .toList();
    }

    /** Everybody who takes part goes through a whole round by itself: the objective's beginning, its own steps, the end. */
    public void train(Moment moment, Course course) {
        List<Passes> passes = each(moment, (replica, client) -> {
            objective.begin(client);
            for (long step = 0; step < course.steps; step++) {
                long ahead = step;
                TensorScope.run(() -> {
                    Batch batch = replica.batch(course.firstBatch + ahead);
                    compute(replica, client, batch);
                    client.count(batch);
                    replica.clip();
                    replica.update(moment.step + ahead, course.learningRate.applyAsDouble(ahead));
                    objective.updated(client);
                });
            }
            objective.end(client);
        });
        if (course.isTold) {
            tell(passes);
            for (long step = 0; step < course.steps; step++) {
                replicas.reports().tell(new TrainingEvent.Updated(residents.members()));
            }
        }
    }

    private void compute(Replica replica, ClientRound client, Batch batch) {
        ClientRound.Forward forward = forward();
        replica.computeGradient(
                batch,
                part -> objective.loss(new LocalStep(client, replica.flat().leaves(), part, forward)));
    }

    private ClientRound.Forward forward() {
        return (parameters, batch) -> setup.pass().predict(setup.model(), parameters, batch);
    }

    private List<Passes> each(Moment moment, BiConsumer<Replica, ClientRound> body) {
        List<Replica> present = residents.here();
        Passes[] passes = new Passes[present.size()];
        long rounds = (setup.steps() - 1) / moment.period + 1;
        Model model = setup.model();
        threads.run(passes.length, place -> {
            Replica replica = present.get(place);
            int worker = replica.worker();
            TensorScope.run(() -> {
                ClientRound client = new ClientRound(
                        new ClientRound.Place(worker, moment.round, rounds, moment.step),
                        model,
                        setup.batches(),
                        replicas.layout(),
                        moment.received,
                        replica.flat().parameters(),
                        name -> residents.own(replica, name),
                        forward());
                body.accept(replica, client);
                passes[place] = client.passes();
            });
        });
        return List.of(passes);
    }

    /** Those who passed over as much as each other are told together. */
    private void tell(List<Passes> passes) {
        List<Integer> ranks = residents.parameters().ranks();
        List<Passes> all = setup.only() == null ? passes : ofAll(ranks, passes);
        Map<Passes, List<Integer>> alike = new LinkedHashMap<>();
        for (int place = 0; place < all.size(); place++) {
            if (!all.get(place).equals(Passes.NONE)) {
                alike.computeIfAbsent(all.get(place), first -> new ArrayList<>())
                        .add(ranks.get(place));
            }
        }
        alike.forEach((each, who) ->
                replicas.reports().tell(new TrainingEvent.Passed(members(who), each.forward(), each.backward())));
    }

    /**
     * Clients with as many samples pass over as much: what this process knows of its own holds for all. A server's knows nothing, nor
     * does that of a client that stands aside.
     */
    private List<Passes> ofAll(List<Integer> ranks, List<Passes> own) {
        if (own.isEmpty() || own.get(0).equals(Passes.NONE)) {
            return List.of();
        }
        double samples = setup.batches().samples(replicas.known());
        if (ranks.size() < setup.workers()
                || ranks.stream().anyMatch(rank -> setup.batches().samples(rank) != samples)) {
            throw new IllegalStateException(
                    "not every worker knows what the others pass over beside their batches, since"
                            + " some stand aside or have other numbers of samples: such a training is for one process.");
        }
        return Collections.nCopies(ranks.size(), own.get(0));
    }
}
