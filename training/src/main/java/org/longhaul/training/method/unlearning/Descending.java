package org.longhaul.training.method.unlearning;

import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.LocalRounds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Unlearning by gradients, {@link ForgettingObjective}. By ascent, the site of the request takes all steps and then sends its model; by
 * gradient difference and NPO all sites average their gradients in every step, as in training.
 *
 * <p>The optimizer's states begin anew with each request, and the learning rate is one of its own.
 */
final class Descending implements Forgetting {
    private final Unlearning.Settings settings;
    private final List<LocalRounds> rounds;
    /** The model before the request. */
    private final Tensor before;

    Descending(Unlearning.Settings settings, Replicas replicas, List<DeletionRequest> requests) {
        this.settings = settings;
        boolean isAlone = settings.way() == Unlearning.Way.GRADIENT_ASCENT;
        rounds = requests.stream()
                .map(request -> replicas.rounds(new ForgettingObjective(
                        request, settings.way(), isAlone ? 1 : replicas.workers(), settings.beta())))
                .toList();
        before = replicas.newVector();
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("before-request", before);
    }

    @Override
    public void step(DeletionRequest request, long of, long step, Replicas replicas, Communicator net) {
        List<Integer> everybody = replicas.present();
        if (of == 0) {
            before.copyInPlace(replicas.parameters().of(everybody.get(0)));
            replicas.resetOptimizer(everybody, step);
        }
        LocalRounds own = rounds.get(request.number());
        LocalRounds.Moment moment = new LocalRounds.Moment(request.number(), settings.each(), step, before);
        if (settings.way() != Unlearning.Way.GRADIENT_ASCENT) {
            own.computeGradients(moment, everybody, true);
            net.allReduceMean(replicas.gradients(), null, Release.DURING_BACKWARD, null);
            own.update(moment, everybody, settings.unlearningRate());
            return;
        }
        List<Integer> site = List.of(request.site());
        own.computeGradients(moment, site, false);
        own.update(moment, site, settings.unlearningRate());
        if (of == settings.each() - 1) {
            StateGroup parameters = replicas.parameters();
            net.broadcast(parameters.of(site), parameters, null, Release.AFTER_BACKWARD);
        }
    }
}
