package org.longhaul.training.method.synchronous;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.Membership;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * A method that exchanges in every step, whose workers come and go: the loss of one sends all back to the last checkpoint.
 *
 * <pre>
 *   members take a step of the method
 *   H = members who have come to its end
 *   H is all members:  the step counts; after P steps that count, a checkpoint is written
 *                      whoever is there and not of H receives the state of one of H
 *   otherwise:         all who are there go on from the last checkpoint: what was trained since then is lost
 *   members = all who are there
 * </pre>
 *
 * <p>A checkpoint holds the parameters, the optimizer's and the method's states, which one member writes for all, and what the
 * method keeps for each worker, which each writes for itself. With it go the number of the step, the learning rate and the place
 * in the data. Who was no member when it was made begins without anything of its own.
 *
 * <p>Who is a member, and which step comes next, follow from the answers of the network, which a resumed training is told again.
 */
final class RollingBack implements DistributedMethod {
    private static final String PARAMETERS = "parameters";

    private final EveryStep method;
    private final Membership membership;
    private final List<Integer> everyone;
    private final Codec exact;

    /** The last checkpoint: what is equal on all workers, by name, and what is each worker's own, by name and rank. */
    private final Map<String, Tensor> common = new LinkedHashMap<>();

    private final Map<String, List<Tensor>> own = new LinkedHashMap<>();

    private @Nullable List<Integer> members;
    private int answersSeen;

    /** Steps that count, those of them that the last checkpoint holds, and those that were done for nothing. */
    private long done;

    private long kept;
    private long undone;

    RollingBack(EveryStep method, Membership membership, Replicas replicas) {
        this.method = method;
        this.membership = membership;
        everyone = IntStream.range(0, replicas.workers()).boxed().toList();
        common.put(PARAMETERS, replicas.newVectorOfInitialParameters());
        exact = replicas.parameters().of(0).dtype() == DType.FLOAT64 ? Casts.FP64 : Casts.FP32;
        for (StateGroup states : replicas.optimizerStates()) {
            common.put(states.name(), replicas.newVector(states.layout().elements()));
        }
        method.state()
                .forEach((name, vector) -> common.put(
                        ofMethod(name), replicas.newVector(vector.elements()).copyInPlace(vector)));
        for (String name : replicas.keptNames()) {
            own.put(name, everyone.stream().map(rank -> replicas.newVector()).toList());
        }
    }

    private static String ofMethod(String name) {
        return "method." + name;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        List<Integer> present = follow(net);
        if (!replicas.present().equals(present)) {
            goBack(present, replicas); // Some are not there when training begins.
        }
        method.step(done, replicas, net);
        Answer answer = net.call(membership.callOfAll(present, done - kept));
        List<Integer> next = follow(net);
        if (!isWhole(answer, present)) {
            goBack(next, replicas);
            net.read(next, elements(common.values()) + elementsOfOwn(replicas));
            return;
        }
        if (done == kept) {
            write(present, replicas, net);
        }
        if (!next.equals(present)) {
            takeUp(present, next, replicas, net);
        }
    }

    private static boolean isWhole(Answer answer, List<Integer> called) {
        return answer.heard().size() == called.size();
    }

    /** Who takes part in the step that comes next, and which it is, from all answers so far. */
    private List<Integer> follow(Communicator net) {
        List<Integer> known = members;
        if (known == null) {
            List<Integer> first = net.presentAtFirst(everyone);
            known = first.isEmpty() ? everyone : first;
        }
        List<Answer> answers = net.answers();
        for (; answersSeen < answers.size(); answersSeen++) {
            Answer answer = answers.get(answersSeen);
            done++;
            if (!isWhole(answer, known)) {
                undone += done - kept;
                done = kept;
            } else if (done % membership.checkpointPeriod() == 0) {
                kept = done;
            }
            known = answer.present();
        }
        members = known;
        return known;
    }

    private void write(List<Integer> present, Replicas replicas, Communicator net) {
        int first = present.get(0);
        shared(replicas).forEach(states -> stored(states.name()).copyInPlace(states.of(first)));
        method.state().forEach((name, vector) -> stored(ofMethod(name)).copyInPlace(vector));
        own.forEach((name, vectors) -> {
            for (int rank : everyone) {
                if (present.contains(rank)) {
                    vectors.get(rank).copyInPlace(replicas.kept(name).of(rank));
                } else {
                    vectors.get(rank).zeroInPlace();
                }
            }
        });
        net.write(List.of(first), elements(common.values()));
        if (!own.isEmpty()) {
            net.write(present, elementsOfOwn(replicas));
        }
    }

    /** These take part from now on, and hold what the last checkpoint does. */
    private void goBack(List<Integer> present, Replicas replicas) {
        replicas.enter(present, kept, false);
        replicas.resetOptimizer(present, 0);
        for (StateGroup states : shared(replicas)) {
            present.forEach(rank -> states.of(rank).copyInPlace(stored(states.name())));
        }
        method.state().forEach((name, vector) -> vector.copyInPlace(stored(ofMethod(name))));
        own.forEach((name, vectors) ->
                present.forEach(rank -> replicas.kept(name).of(rank).copyInPlace(vectors.get(rank))));
    }

    /** Who comes in receives everything that those hold who were there; these take turns in sending it. */
    private void takeUp(List<Integer> before, List<Integer> present, Replicas replicas, Communicator net) {
        TensorScope.run(() -> {
            Map<String, Tensor> held = new LinkedHashMap<>();
            shared(replicas)
                    .forEach(states ->
                            held.put(states.name(), states.of(before.get(0)).copy()));
            replicas.enter(present, done, false);
            replicas.resetOptimizer(present, 0);
            int next = 0;
            for (StateGroup states : shared(replicas)) {
                before.forEach(rank -> states.of(rank).copyInPlace(requireHeld(held, states.name())));
            }
            for (int rank : present) {
                if (!before.contains(rank)) {
                    int from = before.get(next++ % before.size());
                    shared(replicas)
                            .forEach(states -> net.send(states.of(List.of(from)), states.of(List.of(rank)), exact));
                    sendState(from, rank, replicas, net);
                    own.keySet().forEach(name -> replicas.kept(name).of(rank).zeroInPlace());
                }
            }
        });
    }

    private void sendState(int from, int to, Replicas replicas, Communicator net) {
        method.state().forEach((name, vector) -> {
            StateGroup sent = new StateGroup(name, List.of(from), List.of(vector), method.layoutOfState(replicas));
            net.send(
                    sent,
                    new StateGroup(name, List.of(to), List.of(vector.copy()), method.layoutOfState(replicas)),
                    exact);
        });
    }

    /** What is equal on all workers and lies with each. */
    private static List<StateGroup> shared(Replicas replicas) {
        List<StateGroup> shared = new ArrayList<>(List.of(replicas.parameters().as(PARAMETERS)));
        shared.addAll(replicas.optimizerStates());
        return shared;
    }

    private Tensor stored(String name) {
        return requireHeld(common, name);
    }

    private static Tensor requireHeld(Map<String, Tensor> held, String name) {
        Tensor vector = held.get(name);
        if (vector == null) {
            throw new IllegalStateException("no checkpoint holds " + name + ", only " + held.keySet() + ".");
        }
        return vector;
    }

    private static long elements(Iterable<Tensor> vectors) {
        long sum = 0;
        for (Tensor vector : vectors) {
            sum += vector.elements();
        }
        return sum;
    }

    private long elementsOfOwn(Replicas replicas) {
        return own.size() * replicas.layout().elements();
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        method.finish(done, replicas, net);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return method.evaluated(replicas);
    }

    @Override
    public long undoneSteps(Communicator net) {
        follow(net);
        return undone;
    }

    @Override
    public Map<String, Tensor> state() {
        return method.state();
    }

    @Override
    public Map<String, Tensor> stored() {
        Map<String, Tensor> stored = new LinkedHashMap<>(common);
        own.forEach((name, vectors) -> {
            for (int rank : everyone) {
                stored.put("worker-" + rank + "." + name, vectors.get(rank));
            }
        });
        return stored;
    }
}
