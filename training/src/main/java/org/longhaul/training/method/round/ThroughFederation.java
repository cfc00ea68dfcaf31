package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Every group of a tree has a server. It sends its model to its clients and to the servers of the groups within it, and takes
 * the mean of what they come to; the root's server steps by it. The deepest groups have a round every {@link Round#period}
 * updates, those above them once in so many rounds of theirs. Who takes part is the same during a round of the root.
 */
final class ThroughFederation implements RoundExchange {
    private final Round round;
    private final Federation federation;

    /** What each client counts for, by rank, and behind them each group's server, as much as those it has averaged over. */
    private final double[] weights;

    /** Updates from one round to the next of the groups of each depth. */
    private final long[] periods;

    private final ServerModel server;
    private final Tensor mean;

    /** The model of each group, by place; the first is the root's. */
    private final List<Tensor> models = new ArrayList<>();

    ThroughFederation(Round round, Replicas replicas, double @Nullable [] ofClients) {
        this.round = round;
        federation = replicas.federation();
        weights = new double[federation.clients() + federation.groups().size()];
        Arrays.fill(weights, 1);
        if (ofClients != null) {
            System.arraycopy(ofClients, 0, weights, 0, ofClients.length);
        }
        periods = periods(round.period(), round.groupRounds(), federation.deepest());
        server = new ServerModel(Objects.requireNonNullElse(round.server(), new ServerMean(1)), replicas);
        mean = replicas.newVector();
        models.add(server.parameters());
        while (models.size() < federation.groups().size()) {
            models.add(replicas.newVector());
        }
    }

    /** Updates from one round to the next, by depth. */
    private static long[] periods(long period, List<Integer> rounds, int deepest) {
        long[] periods = new long[deepest + 1];
        periods[deepest] = period;
        for (int depth = deepest - 1; depth >= 0; depth--) {
            int times = rounds.get(rounds.size() == 1 ? 0 : depth);
            periods[depth] = Math.multiplyExact(periods[depth + 1], (long) times);
        }
        return periods;
    }

    /** Refuses rounds that are not those of the levels of a tree. */
    static void requireFit(List<Integer> rounds, Federation federation) {
        int deepest = federation.deepest();
        if (rounds.size() != 1 && rounds.size() != deepest) {
            throw new IllegalArgumentException(
                    "groupRounds (" + rounds + ") must be one number, or one for each of the " + deepest
                            + " levels of groups below the root of " + federation + ".");
        }
    }

    private boolean keepsStates() {
        return round.optimizerState() == RoundState.KEEP;
    }

    @Override
    public void begin(long number, long step, Replicas replicas, Communicator net) {
        if (step % periods[0] == 0) {
            replicas.enter(replicas.cohort(step / periods[0]), step, keepsStates());
        }
        for (int depth = 0; depth < periods.length; depth++) {
            if (step % periods[depth] == 0) {
                sendDown(depth, replicas, net);
            }
        }
    }

    private void sendDown(int depth, Replicas replicas, Communicator net) {
        for (Group group : federation.atDepth(depth)) {
            StateGroup members = members(group, "model", replicas);
            if (members.workers() > 0) {
                Tensor model = models.get(federation.place(group));
                net.broadcast(
                        at(group, "model", model, replicas), members, round.modelFormat(), Release.AFTER_BACKWARD);
            }
        }
    }

    @Override
    public void end(long number, long updates, Replicas replicas, Communicator net, Release release) {
        for (int depth = periods.length - 1; depth >= 0 && updates % periods[depth] == 0; depth--) {
            average(depth, replicas, net, release);
        }
        if (isWhole(updates)) {
            endRound(updates, replicas);
        }
    }

    /** All groups end the rounds that they are in. */
    @Override
    public void finish(long number, long updates, Replicas replicas, Communicator net, Release release) {
        for (int depth = periods.length - 1; depth >= 0; depth--) {
            // What a depth has averaged with the last update is not averaged again.
            if (updates % periods[depth] != 0) {
                average(depth, replicas, net, release);
            }
        }
        endRound(updates, replicas);
    }

    private void average(int depth, Replicas replicas, Communicator net, Release release) {
        for (Group group : federation.atDepth(depth)) {
            StateGroup members = members(group, replicas.parameters().name(), replicas);
            if (members.workers() > 0) {
                Tensor into = depth == 0 ? mean : models.get(federation.place(group));
                net.reduceMean(members, at(group, members.name(), into, replicas), round.format(), release, weights);
            }
        }
    }

    private void endRound(long updates, Replicas replicas) {
        if (server.takesPseudoGradients()) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, (updates - 1) / periods[0] + 1);
        replicas.enter(List.of(), updates, keepsStates());
    }

    /** Those clients of a group that take part, and the servers of those groups in it that have some. */
    private StateGroup members(Group group, String name, Replicas replicas) {
        List<Integer> present = replicas.present();
        List<Integer> ranks = new ArrayList<>();
        List<Tensor> vectors = new ArrayList<>();
        for (int client : group.clients()) {
            if (present.contains(client)) {
                ranks.add(client);
                vectors.add(replicas.parameters().of(client));
            }
        }
        for (Group inner : group.groups()) {
            List<Integer> within = federation.of(inner, present);
            if (!within.isEmpty()) {
                int rank = federation.server(inner);
                weights[rank] =
                        within.stream().mapToDouble(client -> weights[client]).sum();
                ranks.add(rank);
                vectors.add(models.get(federation.place(inner)));
            }
        }
        return new StateGroup(name, ranks, vectors, replicas.layout());
    }

    private StateGroup at(Group group, String name, Tensor vector, Replicas replicas) {
        return new StateGroup(name, List.of(federation.server(group)), List.of(vector), replicas.layout());
    }

    @Override
    public boolean isWhole(long updates) {
        return updates % periods[0] == 0;
    }

    @Override
    public List<Integer> ended(long updates, Replicas replicas) {
        return replicas.present().stream()
                .filter(client -> updates % periods[depthOf(client)] == 0)
                .toList();
    }

    private int depthOf(int client) {
        for (Group group : federation.groups()) {
            if (group.clients().contains(client)) {
                return federation.depth(group);
            }
        }
        throw new IllegalArgumentException("client " + client + " is in no group of " + federation + ".");
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(server.parameters());
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server.state());
        for (int place = 1; place < models.size(); place++) {
            state.put("model-of-" + federation.groups().get(place).name(), models.get(place));
        }
        return state;
    }
}
