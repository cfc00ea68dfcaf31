package org.longhaul.training.method.asking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * The steps of a {@link ReactiveMethod}: the first begins it, every other acts on one arrival, and each ends by waiting for the
 * next. So a step is as long as it takes until something arrives, and workers are in the midst of their own work meanwhile.
 *
 * <p>Who has sent what when follows from the answers of the network, which a resumed training is told again.
 */
final class ArrivalSteps implements DistributedMethod {
    private static final String REPLY = "reply";

    private final ReactiveMethod method;
    private final long localSteps;

    /** Step in which each worker last replied, its place among the replies of that step, and how many replies it has begun. */
    private final long[] repliedIn;

    private final int[] place;
    private final long[] replies;
    private int answersSeen;

    /**
     * Steps of a method.
     *
     * @param localSteps of a worker between two of its replies
     */
    ArrivalSteps(ReactiveMethod method, long localSteps, Replicas replicas) {
        this.method = method;
        this.localSteps = localSteps;
        replicas.newVectorOfEach(REPLY);
        repliedIn = new long[replicas.workers()];
        place = IntStream.range(0, replicas.workers()).toArray();
        replies = new long[replicas.workers()];
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        StepWorkshop workshop = new StepWorkshop(step, replicas, net);
        if (step == 0) {
            replicas.enter(IntStream.range(0, replicas.workers()).boxed().toList(), 0, true);
            method.begin(workshop);
        } else {
            List<Answer> answers = net.answers();
            if (answers.size() != step) {
                throw new IllegalStateException("after " + step + " steps as many answers of the network are needed,"
                        + " found " + answers.size() + ".");
            }
            noteReplies(answers, step - 1);
            int worker = heardIn(answers, step - 1);
            Tensor vector = replicas.kept(REPLY).of(worker);
            method.arrived(new ReactiveMethod.Arrival(worker, vector, step - 1), workshop);
            noteReplies(answers, step);
        }
        List<Letter> letters = new ArrayList<>();
        for (int worker = 0; worker < replicas.workers(); worker++) {
            letters.add(new Letter(worker, Math.toIntExact(step - repliedIn[worker]), place[worker]));
        }
        net.ask(Question.first(letters));
    }

    /** Each worker began anew in the step after it was heard. */
    private void noteReplies(List<Answer> answers, long until) {
        for (; answersSeen < until; answersSeen++) {
            int worker = heardIn(answers, answersSeen);
            repliedIn[worker] = answersSeen + 1L;
            place[worker] = 0;
            replies[worker]++;
        }
    }

    private static int heardIn(List<Answer> answers, long step) {
        return answers.get(Math.toIntExact(step)).heard().get(0);
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        // The server holds the model; what is under way is of no use any more.
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(method.parameters());
    }

    @Override
    public Map<String, Tensor> state() {
        return method.state();
    }

    /** What is done in one step. */
    private final class StepWorkshop implements Workshop {
        private final long step;
        private final Replicas replicas;
        private final Communicator net;

        StepWorkshop(long step, Replicas replicas, Communicator net) {
            this.step = step;
            this.replicas = replicas;
            this.net = net;
        }

        @Override
        public void send(Tensor parameters, int worker) {
            net.send(
                    replicas.atServer("model", parameters),
                    replicas.parameters().of(List.of(worker)).as("model"),
                    null);
        }

        @Override
        public void compute(int worker, long steps) {
            long before = step == 0 ? 0 : (replies[worker] + 1) * localSteps;
            for (long own = before; own < before + steps; own++) {
                replicas.localStep(own, List.of(worker));
            }
        }

        @Override
        public void reply(int worker, Tensor from) {
            StateGroup kept = replicas.kept(REPLY).of(List.of(worker)).as("pseudo-gradient");
            Tensor vector = kept.of(worker);
            vector.assignDifference(from, replicas.parameters().of(worker));
            net.post(kept, replicas.atServer("pseudo-gradient", vector), null);
        }
    }
}
