package org.longhaul.training.method.unlearning;

import java.util.List;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.replica.LocalRounds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * All workers train anew from the initial parameters, with the same batches and learning rates, in which no question about the subject
 * counts: the model that would have come of never having had the facts.
 */
final class Retraining implements Forgetting {
    private final List<LocalRounds> rounds;
    private final Tensor initial;

    Retraining(Replicas replicas, List<DeletionRequest> requests) {
        rounds = requests.stream()
                .map(request -> replicas.rounds(new ForgettingObjective(request, Unlearning.Way.RETRAINING, 1, 1)))
                .toList();
        initial = replicas.newVectorOfInitialParameters();
    }

    @Override
    public void step(DeletionRequest request, long of, long step, Replicas replicas, Communicator net) {
        List<Integer> everybody = replicas.present();
        if (of == 0) {
            replicas.adopt(initial);
            replicas.resetOptimizer(everybody, 0);
        }
        LocalRounds own = rounds.get(request.number());
        LocalRounds.Moment moment = new LocalRounds.Moment(request.number(), 1, of, initial);
        own.computeGradients(moment, everybody, true);
        net.allReduceMean(replicas.gradients(), null, Release.DURING_BACKWARD, null);
        own.update(moment, everybody, replicas.learningRate(of));
    }
}
