package org.longhaul.training.method.federated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.federated.Residuals.Piece;
import org.longhaul.training.method.round.KeyLayers;
import org.longhaul.training.model.Layout.Range;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** The nodes of a {@link WorldLm}: what each holds, and what they send each other. The replicas own the vectors. */
final class FederatedNodes {
    /** The model of a client: what it began with, then what it has come to. */
    private static final String NODE = "node";

    /** Of a client whose updates get noise, what it began with, then what it sends. */
    private static final String SENT = "sent";

    private final WorldLm.Settings settings;
    private final Federation federation;
    private final Replicas replicas;
    private final KeyLayers keys;
    private final KeyAttention attention;
    private final UpdateNoise privacy;
    private final Residuals residuals;
    private final double[] samples;

    /** The model of each group, by place. */
    private final List<Tensor> models = new ArrayList<>();

    /** Each node's model as the one above it has last received it, by rank; of groups that are the root nothing. */
    private final List<Tensor> received = new ArrayList<>();

    FederatedNodes(WorldLm.Settings settings, Federation federation, Replicas replicas) {
        this.settings = settings;
        this.federation = federation;
        this.replicas = replicas;
        keys = KeyLayers.of(replicas.layout(), settings.keyLayers());
        attention = new KeyAttention(settings.temperature());
        privacy = settings.privacy();
        residuals = new Residuals(federation, keys, settings.residuals(), replicas);
        samples = settings.weights().of(replicas);
        for (int i = 0; i < federation.groups().size(); i++) {
            models.add(replicas.newVectorOfInitialParameters());
        }
        for (int rank = 0; rank < federation.clients() + federation.groups().size(); rank++) {
            received.add(replicas.newVector());
        }
        replicas.newVectorOfEach(NODE);
        if (!privacy.clients().isEmpty()) {
            replicas.newVectorOfEach(SENT);
        }
    }

    /** The root's model. */
    Tensor root() {
        return models.get(0);
    }

    /** The model of a client. */
    Tensor ofClient(int client) {
        return replicas.keptOf(NODE, client);
    }

    // Down.

    /** Residuals that the root has received set out. */
    void beginRound() {
        residuals.setOut();
    }

    /**
     * Groups of a depth receive the model of the one that they are in, and residuals; the root is in none.
     *
     * @param isFirst whether it is the first round, which has no residuals yet
     */
    void down(int depth, boolean isFirst, Communicator net) {
        for (Group parent : federation.atDepth(depth - 1)) {
            if (parent.groups().isEmpty()) {
                continue;
            }
            List<Integer> ranks = new ArrayList<>();
            List<Tensor> incoming = new ArrayList<>();
            for (Group child : parent.groups()) {
                ranks.add(federation.server(child));
                incoming.add(model(child).copy());
            }
            StateGroup children = new StateGroup("model", ranks, incoming, replicas.layout());
            net.broadcast(at(parent, "model"), children, settings.modelFormat(), Release.AFTER_BACKWARD);
            for (Group child : parent.groups()) {
                int rank = federation.server(child);
                adopt(model(child), children.of(rank), pieces(rank, parent, isFirst, net));
            }
        }
    }

    /** The residuals that come to a node in this round, sent by the group above it. */
    private List<Piece> pieces(int rank, Group parent, boolean isFirst, Communicator net) {
        if (isFirst) {
            return List.of();
        }
        List<Piece> pieces = residuals.to(rank, received::get);
        for (Piece piece : pieces) {
            Range layer = keys.layers().get(piece.layer());
            long to = layer.start() + layer.length();
            Tensor vector = residuals.carried(piece);
            net.broadcast(
                    group("residual", federation.server(parent), vector).part(layer.start(), to),
                    group("residual", rank, vector).part(layer.start(), to),
                    settings.modelFormat(),
                    Release.AFTER_BACKWARD);
        }
        return pieces;
    }

    /** A node takes the backbone of the one above it, and mixes its key layers with that one's and with residuals. */
    private void adopt(Tensor node, Tensor above, List<Piece> pieces) {
        node.narrow(0, 0, keys.backbone()).copyInPlace(above.narrow(0, 0, keys.backbone()));
        for (int layer = 0; layer < keys.layers().size(); layer++) {
            List<Tensor> others = new ArrayList<>(List.of(residuals.layer(above, layer)));
            for (Piece piece : pieces) {
                if (piece.layer() == layer) {
                    others.add(residuals.layer(residuals.carried(piece), layer));
                }
            }
            attention.attend(residuals.layer(node, layer), others);
        }
    }

    /**
     * Clients receive what they begin to train with: a group's own client the group's model, others what they make of it.
     *
     * @param trainers who is resident
     */
    void handOut(List<Integer> trainers, boolean isFirst, Communicator net) {
        for (Group group : federation.groups()) {
            List<Integer> clients =
                    group.clients().stream().filter(trainers::contains).toList();
            if (clients.isEmpty()) {
                continue;
            }
            StateGroup parameters = replicas.parameters().of(clients).as("model");
            net.broadcast(at(group, "model"), parameters, settings.modelFormat(), Release.AFTER_BACKWARD);
            for (int client : clients) {
                Tensor node = replicas.kept(NODE).of(client);
                if (isFirst || Integer.valueOf(client).equals(group.own())) {
                    node.copyInPlace(parameters.of(client));
                } else {
                    adopt(node, parameters.of(client), pieces(client, group, false, net));
                    parameters.of(client).copyInPlace(node);
                }
                if (privacy.clients().contains(client)) {
                    replicas.kept(SENT).of(client).copyInPlace(node);
                }
            }
        }
    }

    // Up.

    /** Clients have trained, and those that are a group's own send it what they have come to. */
    void bringBack(List<Integer> trainers, long step, Communicator net) {
        for (int client : trainers) {
            Tensor node = replicas.kept(NODE).of(client);
            node.copyInPlace(replicas.parameters().of(client));
            if (privacy.clients().contains(client)) {
                Tensor sent = replicas.kept(SENT).of(client);
                Tensor from = sent.copy();
                privacy.apply(client, from, sent.copyInPlace(node), replicas.seed(), step);
            }
        }
        for (Group group : federation.groups()) {
            Integer own = group.own();
            if (own != null && trainers.contains(own)) {
                net.gather(
                        group("parameters", own, sent(own)),
                        federation.server(group),
                        List.of(model(group)),
                        settings.parameterFormat(),
                        Release.AFTER_BACKWARD);
            }
        }
    }

    private Tensor sent(int client) {
        return replicas.keptOf(privacy.clients().contains(client) ? SENT : NODE, client);
    }

    /**
     * From the deepest groups on each averages what its nodes have come to, up to the root.
     *
     * @param trained clients that have trained in the round
     */
    void up(List<Integer> trained, Communicator net) {
        Map<String, List<Tensor>> outgoing = new LinkedHashMap<>();
        for (int depth = federation.deepest(); depth >= 0; depth--) {
            for (Group group : federation.atDepth(depth)) {
                if (!federation.of(group, trained).isEmpty()) {
                    average(group, trained, outgoing, net);
                }
            }
        }
    }

    private void average(Group group, List<Integer> trained, Map<String, List<Tensor>> outgoing, Communicator net) {
        List<Integer> clients = group.clients().stream()
                .filter(client ->
                        trained.contains(client) && !Integer.valueOf(client).equals(group.own()))
                .toList();
        List<Group> groups = group.groups().stream()
                .filter(inner -> !federation.of(inner, trained).isEmpty())
                .toList();
        collect(group, clients, clients.stream().map(this::sent).toList(), net);
        collect(
                group,
                groups.stream().map(federation::server).toList(),
                groups.stream().map(this::model).toList(),
                net);
        List<Tensor> unlike = new ArrayList<>();
        for (Group inner : groups) {
            unlike.addAll(collectResiduals(group, inner, outgoing.getOrDefault(inner.name(), List.of()), net));
        }
        List<Tensor> children = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        Integer own = group.own();
        boolean trainsItself = own != null && trained.contains(own);
        if (own != null && trainsItself) {
            children.add(model(group).copy());
            counts.add(samples[own]);
        }
        for (int client : clients) {
            children.add(received.get(client));
            counts.add(samples[client]);
        }
        for (Group inner : groups) {
            children.add(received.get(federation.server(inner)));
            counts.add(
                    settings.weights() == MeanWeights.EQUAL
                            ? 1
                            : federation.of(inner, trained).stream()
                                    .mapToDouble(client -> samples[client])
                                    .sum());
        }
        averageBackbones(model(group), children, counts);
        List<Tensor> below = trainsItself ? children.subList(1, children.size()) : children;
        for (int layer = 0; layer < keys.layers().size(); layer++) {
            List<Tensor> others = new ArrayList<>();
            for (Tensor child : below) {
                others.add(residuals.layer(child, layer));
            }
            for (Tensor residual : unlike) {
                others.add(residuals.layer(residual, layer));
            }
            attention.attend(residuals.layer(model(group), layer), others);
        }
        outgoing.put(group.name(), residuals.leastLike(group, model(group), below));
    }

    private void collect(Group group, List<Integer> ranks, List<Tensor> vectors, Communicator net) {
        if (!ranks.isEmpty()) {
            net.gather(
                    new StateGroup("parameters", ranks, vectors, replicas.layout()),
                    federation.server(group),
                    ranks.stream().map(received::get).toList(),
                    settings.parameterFormat(),
                    Release.AFTER_BACKWARD);
        }
    }

    /** What a group receives of the residuals that one within it sends. */
    private List<Tensor> collectResiduals(Group group, Group inner, List<Tensor> sent, Communicator net) {
        for (int i = 0; i < sent.size(); i++) {
            net.gather(
                    keyPart(group("residual", federation.server(inner), sent.get(i))),
                    federation.server(group),
                    List.of(residuals.of(inner).get(i).narrow(0, keys.backbone(), keys.elements())),
                    settings.parameterFormat(),
                    Release.AFTER_BACKWARD);
        }
        return residuals.of(inner).subList(0, sent.size());
    }

    private void averageBackbones(Tensor into, List<Tensor> models, List<Double> counts) {
        if (keys.backbone() == 0) {
            return;
        }
        double sum = counts.stream().mapToDouble(Double::doubleValue).sum();
        Tensor mean = into.narrow(0, 0, keys.backbone()).zeroInPlace();
        for (int i = 0; i < models.size(); i++) {
            mean.addInPlace(models.get(i).narrow(0, 0, keys.backbone()), counts.get(i) / sum);
        }
    }

    private StateGroup keyPart(StateGroup vectors) {
        return vectors.part(keys.backbone(), keys.backbone() + keys.elements());
    }

    private Tensor model(Group group) {
        return models.get(federation.place(group));
    }

    private StateGroup at(Group group, String name) {
        return group(name, federation.server(group), model(group));
    }

    private StateGroup group(String name, int rank, Tensor vector) {
        return new StateGroup(name, List.of(rank), List.of(vector), replicas.layout());
    }

    /** Everything that persists beyond the clients' own, by name. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int place = 0; place < models.size(); place++) {
            state.put("model-of-" + federation.groups().get(place).name(), models.get(place));
        }
        for (int rank = 0; rank < received.size(); rank++) {
            state.put("received-" + rank, received.get(rank));
        }
        state.putAll(residuals.state());
        return state;
    }
}
