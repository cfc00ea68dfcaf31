package org.longhaul.training.method.unlearning;

import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.tensor.Tensor;

/** Training, and requests that follow it; after each all workers hold the same model, which answers from then on. */
final class AnsweredRequests implements DistributedMethod {
    private final Ddp training = new Ddp(null);
    private final Unlearning.Settings settings;
    private final List<DeletionRequest> requests;
    private final Forgetting forgetting;
    private final UnlearningFigures figures;

    AnsweredRequests(Unlearning.Settings settings, Replicas replicas) {
        this.settings = settings;
        QuestionPool pool = replicas.setup().batches().questions();
        requests = DeletionRequest.of(settings.subjects(), pool, replicas.workers());
        forgetting = switch (settings.way()) {
            case LUNAR -> new Redirecting(settings);
            case GRADIENT_ASCENT, GRADIENT_DIFFERENCE, NPO -> new Descending(settings, replicas, requests);
            case RETRAINING -> new Retraining(replicas, requests);
        };
        figures = new UnlearningFigures(settings);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        long since = step - settings.after();
        if (since < 0) {
            training.step(step, replicas, net);
            if (since == -1) {
                figures.arrived(requests.get(0), replicas);
            }
            return;
        }
        int number = (int) Math.min(since / settings.each(), requests.size() - 1L);
        long of = since - number * settings.each();
        forgetting.step(requests.get(number), of, step, replicas, net);
        if (of == settings.each() - 1) {
            figures.served(requests.get(number), forgetting, replicas);
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {}

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }

    @Override
    public Map<String, Tensor> state() {
        return forgetting.state();
    }
}
