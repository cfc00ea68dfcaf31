package org.longhaul.training.method.mutual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.replica.LocalRounds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** Carries out {@link Mutual}. */
final class MutualMethod implements DistributedMethod {
    private final Mutual.Settings settings;
    private final double[] weights;
    private final ServerModel server;
    private final Tensor mean;
    private final LocalRounds general;

    /** The second models of those who take part. */
    private final Replicas second;

    private final LocalRounds secondRounds;
    private final SecondModels models;
    private final InferenceRules inference;

    MutualMethod(Mutual.Settings settings, Replicas replicas) {
        this.settings = settings;
        weights = settings.weights().of(replicas);
        server = new ServerModel(
                settings.server()
                        .optimizer(
                                settings.serverLearningRate(),
                                settings.serverMomentum(),
                                settings.serverSecondDecay(),
                                settings.serverEpsilon()),
                replicas);
        mean = replicas.newVector();
        second = new Replicas(replicas.setup().withSeed(Seeds.of(replicas.seed(), "second-model")), replicas::tell);
        models = settings.scope() == Mutual.Scope.LOCAL
                ? new ModelsOfClients(replicas, second)
                : new ModelsOfGroups(settings, second, weights);
        inference = new InferenceRules(replicas);
        general = replicas.rounds(
                new MutualObjective(settings.generalShare(), settings.temperature(), client -> second.parameters()
                        .of(client)));
        secondRounds = second.rounds(
                new MutualObjective(settings.groupShare(), settings.temperature(), client -> replicas.parameters()
                        .of(client)));
    }

    @Override
    public List<Replicas> furtherModels() {
        return List.of(second);
    }

    private boolean keepsStates() {
        return settings.optimizerState() == RoundState.KEEP;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        long period = settings.parameterPeriod();
        if (step % period == 0) {
            begin(step / period, step, replicas, net);
        }
        LocalRounds.Moment moment = new LocalRounds.Moment(step / period, period, step, server.parameters());
        secondRounds.step(moment);
        general.step(moment);
        if ((step + 1) % period == 0) {
            long rounds = (step + 1) / period;
            end(rounds, step + 1, replicas, net);
            if (rounds % settings.inferenceRounds() == 0) {
                inference.tell(server.parameters(), models, rounds);
            }
        }
    }

    private void begin(long round, long step, Replicas replicas, Communicator net) {
        List<Integer> cohort = replicas.cohort(round);
        replicas.enter(cohort, step, keepsStates());
        second.enter(cohort, step, keepsStates());
        net.broadcast(
                replicas.atServer("model", server.parameters()),
                replicas.parameters().as("model"),
                settings.modelFormat(),
                Release.AFTER_BACKWARD);
        models.begin(round, net);
    }

    private void end(long number, long updates, Replicas replicas, Communicator net) {
        StateGroup sent = replicas.parameters();
        net.reduceMean(
                sent,
                replicas.atServer(sent.name(), mean),
                settings.parameterFormat(),
                Release.AFTER_BACKWARD,
                weights);
        if (server.takesPseudoGradients()) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, number);
        models.end(net);
        replicas.enter(List.of(), updates, keepsStates());
        second.enter(List.of(), updates, keepsStates());
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        long period = settings.parameterPeriod();
        long rounds = (steps - 1) / period + 1;
        if (steps % period != 0) {
            end(rounds, steps, replicas, net);
        }
        if (steps % period != 0 || rounds % settings.inferenceRounds() != 0) {
            inference.tell(server.parameters(), models, rounds);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(server.parameters());
    }

    @Override
    public @Nullable Tensor evaluatedOf(int client, long steps, Replicas replicas) {
        return models.of(client, (steps + settings.parameterPeriod() - 1) / settings.parameterPeriod());
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server.state());
        state.putAll(models.state());
        return state;
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }
}
