package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.model.Layout;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The replicas that are on the device, whose they are at present, and the states of those who are away. Owns them. */
final class Residents implements AutoCloseable {
    private final ReplicaSetup setup;
    private final Layout layout;

    private final List<ReplicaStack> stacks = new ArrayList<>();

    /** All replicas of the stacks, as many as were ever needed at once, of which the first are {@link #replicas}. */
    private final List<Replica> slots = new ArrayList<>();

    private final RestingStates resting = new RestingStates();
    private List<Replica> replicas = List.of();
    private StateGroup parameters;
    private StateGroup gradients;
    private List<StateGroup> optimizerStates = List.of();

    /** Names of what the method keeps for each worker: first what rests while the worker is away, then what does not. */
    private final List<String> own = new ArrayList<>();

    /** How many of them rest. */
    private int restingOwn;

    private final Weighing weighing;

    /** Nobody is resident. */
    Residents(ReplicaSetup setup, Layout layout, Weighing weighing) {
        this.setup = setup;
        this.weighing = weighing;
        this.layout = layout;
        parameters = group("parameters", replica -> replica.flat().parameters());
        gradients = group("gradients", replica -> replica.flat().gradients());
        bind(List.of());
    }

    /** The first replicas become those of these workers. */
    void bind(List<Integer> ranks) {
        grow(ranks.size());
        replicas = List.copyOf(slots.subList(0, ranks.size()));
        for (int i = 0; i < ranks.size(); i++) {
            replicas.get(i).become(ranks.get(i));
        }
        parameters = group("parameters", replica -> replica.flat().parameters());
        gradients = group("gradients", replica -> replica.flat().gradients());
        List<StateGroup> states = new ArrayList<>();
        List<StateSpec> specs = setup.optimizer().states();
        for (int i = 0; i < specs.size(); i++) {
            int index = i;
            StateSpec spec = specs.get(i);
            states.add(group(spec.name(), spec.layout(layout), replica -> replica.states()
                    .get(index)));
        }
        optimizerStates = List.copyOf(states);
    }

    private void grow(int count) {
        while (slots.size() < count) {
            ReplicaStack stack = new ReplicaStack(setup, layout);
            stacks.add(stack);
            slots.addAll(stack.replicas());
            stack.replicas().forEach(replica -> replica.weighBy(weighing));
        }
    }

    private StateGroup group(String name, Function<Replica, Tensor> vector) {
        return group(name, layout, vector);
    }

    private StateGroup group(String name, Layout within, Function<Replica, Tensor> vector) {
        return new StateGroup(
                name,
                replicas.stream().map(Replica::worker).toList(),
                replicas.stream().map(vector).toList(),
                within);
    }

    /** Every worker has a vector of that name from now on, zero at first; asked for before anybody trains. */
    StateGroup addOwn(String name, boolean rests) {
        if (!own.contains(name)) {
            own.add(rests ? restingOwn++ : own.size(), name);
        }
        return own(name);
    }

    List<String> ownNames() {
        return List.copyOf(own);
    }

    /** A vector that the method keeps for each worker. */
    StateGroup own(String name) {
        return group(name, replica -> own(replica, name));
    }

    /** The same of one of those who are resident. */
    Tensor own(Replica replica, String name) {
        int index = own.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("nothing named " + name + " is kept for each worker; kept: " + own);
        }
        return replica.own(own.size()).get(index);
    }

    /** The same of one worker, who may be away. */
    Tensor ownOf(String name, int worker) {
        if (parameters.ranks().contains(worker)) {
            return own(name).of(worker);
        }
        int index = own.indexOf(name);
        Tensor rests = index < restingOwn ? resting.state(worker, index) : null;
        return rests == null
                ? Tensors.zeros(setup.device(), setup.type(), layout.elements())
                : rests.to(setup.device());
    }

    /** What rests of a replica, and what wakes. */
    private List<Tensor> kept(Replica replica, boolean keepsOptimizer) {
        List<Tensor> kept = new ArrayList<>(resting(replica));
        kept.addAll(keepsOptimizer ? replica.states() : List.of());
        return kept;
    }

    private List<Tensor> resting(Replica replica) {
        return replica.own(own.size()).subList(0, restingOwn);
    }

    /** Those who are resident leave, and others come, with zero parameters and the states that rest of them, if any. */
    void change(List<Integer> ranks, long step, boolean keepsOptimizer) {
        TensorScope.run(() -> {
            weighing.enter();
            for (Replica replica : replicas) {
                if (keepsOptimizer || restingOwn > 0) {
                    long updates = keepsOptimizer ? step - replica.optimizerStart() : 0;
                    // States that have seen no update are zero, as those are that do not rest.
                    resting.put(replica.worker(), updates, kept(replica, updates > 0));
                }
            }
            bind(ranks);
            for (Replica replica : replicas) {
                replica.flat().parameters().zeroInPlace();
                replica.own(own.size()).forEach(Tensor::zeroInPlace);
                replica.startOptimizerAt(step - resting.wake(replica.worker(), kept(replica, true)));
            }
        });
    }

    /** Zeroes the optimizer states of some of those who are resident. */
    void resetOptimizer(List<Integer> ranks, long nextStep) {
        for (Replica replica : replicas) {
            if (ranks.contains(replica.worker())) {
                replica.states().forEach(Tensor::zeroInPlace);
                replica.startOptimizerAt(nextStep);
            }
        }
    }

    /** Those that are resident, in the order of their ranks. */
    List<Replica> replicas() {
        return replicas;
    }

    /** Those of them that this process computes for. */
    List<Replica> here() {
        return here(replicas);
    }

    /** Those of some that this process computes for. */
    List<Replica> here(List<Replica> some) {
        return setup.only() == null
                ? some
                : some.stream()
                        .filter(replica -> setup.computesFor(replica.worker()))
                        .toList();
    }

    /** The stacks that hold those that are resident: all of the first ones, and the first replicas of the last. */
    private List<ReplicaStack> stacks() {
        List<ReplicaStack> held = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < stacks.size() && count < replicas.size(); i++) {
            held.add(stacks.get(i));
            count += stacks.get(i).replicas().size();
        }
        return held;
    }

    /** The gradients of some, each of its own batch, and something with each replica after it. */
    void computeGradients(long step, ReplicaThreads threads, List<Replica> some, Consumer<Replica> body) {
        if (some.size() < replicas.size() || setup.only() != null) {
            List<Replica> here = here(some);
            threads.run(
                    here.size(),
                    index -> TensorScope.run(() -> {
                        here.get(index).computeGradient(here.get(index).trainingBatch(step));
                        body.accept(here.get(index));
                    }));
            return;
        }
        List<ReplicaStack> held = stacks();
        int size = held.isEmpty() ? 1 : held.get(0).replicas().size();
        threads.run(
                held.size(),
                index -> TensorScope.run(() -> {
                    ReplicaStack stack = held.get(index);
                    int within = Math.min(stack.replicas().size(), replicas.size() - index * size);
                    stack.computeGradients(step, within);
                    stack.forEach(within, body);
                }));
    }

    /** Who is resident, as events tell it. */
    Members members() {
        return setup.participation() == null && replicas.size() == setup.workers()
                ? Members.EVERYONE
                : new Members(parameters.ranks());
    }

    StateGroup parameters() {
        return parameters;
    }

    StateGroup gradients() {
        return gradients;
    }

    List<StateGroup> optimizerStates() {
        return optimizerStates;
    }

    Map<Integer, Long> optimizerStarts() {
        Map<Integer, Long> starts = new TreeMap<>();
        replicas.forEach(replica -> starts.put(replica.worker(), replica.optimizerStart()));
        return starts;
    }

    Map<Integer, Long> restingUpdates() {
        return resting.updates();
    }

    void restore(Map<Integer, Long> optimizerStarts, Map<Integer, Long> restingUpdates) {
        bind(List.copyOf(new TreeMap<>(optimizerStarts).keySet()));
        replicas.forEach(replica -> replica.startOptimizerAt(optimizerStarts.getOrDefault(replica.worker(), 0L)));
        if (slots.isEmpty() && !restingUpdates.isEmpty()) {
            grow(1);
        }
        if (!slots.isEmpty()) {
            Replica like = slots.get(0);
            resting.restore(restingUpdates, resting(like), like.states());
        }
    }

    /** Everything that persists between steps, by name. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<StateGroup> groups = new ArrayList<>(List.of(parameters));
        groups.addAll(optimizerStates);
        own.forEach(name -> groups.add(own(name)));
        for (StateGroup group : groups) {
            for (int worker : group.ranks().stream().filter(setup::computesFor).toList()) {
                tensors.put("worker-" + worker + "." + group.name(), group.of(worker));
            }
        }
        resting.addTo(tensors, setup::computesFor);
        tensors.putAll(weighing.tensors(
                parameters.ranks().stream().filter(setup::computesFor).toList()));
        return tensors;
    }

    @Override
    public void close() {
        stacks.forEach(ReplicaStack::close);
        resting.close();
        weighing.close();
    }
}
