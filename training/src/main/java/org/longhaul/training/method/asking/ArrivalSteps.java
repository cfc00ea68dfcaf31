package org.longhaul.training.method.asking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * next. So a step is as long as it takes until something arrives, and workers are in the midst of their own work meanwhile. The
 * last arrival is acted upon when training ends.
 *
 * <p>What was sent when follows from the answers of the network, which a resumed training is told again.
 */
final class ArrivalSteps implements DistributedMethod {
    private static final String REPLY = "reply";
    private static final long NOT_UNDER_WAY = -1;

    private final ReactiveMethod method;
    private final Pace pace;
    private final int workers;

    /** What is in the letters of servers. */
    private final List<Tensor> posted = new ArrayList<>();

    /** Step in which each letter that is under way was sent, and its place among the letters of that step. */
    private final long[] sentIn;

    private final int[] place;

    /** How often each worker was heard. */
    private final long[] replies;

    private int answersSeen;

    /** Steps of a method. */
    ArrivalSteps(ReactiveMethod method, Pace pace, Replicas replicas) {
        this.method = method;
        this.pace = pace;
        workers = replicas.workers();
        replicas.newVectorOfEach(REPLY);
        while (posted.size() < method.senders().size()) {
            posted.add(replicas.newVector());
        }
        sentIn = new long[workers + posted.size()];
        Arrays.fill(sentIn, workers, sentIn.length, NOT_UNDER_WAY);
        place = IntStream.range(0, sentIn.length).toArray();
        replies = new long[workers];
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        StepWorkshop workshop = new StepWorkshop(step, replicas, net);
        if (step == 0) {
            replicas.enter(IntStream.range(0, workers).boxed().toList(), 0, true);
            method.begin(workshop);
        } else {
            method.arrived(arrival(step, replicas, net.answers()), workshop);
        }
        workshop.requireAllSent();
        net.ask(Question.first(
                underWay().stream().map(letter -> asked(letter, step)).toList()));
    }

    /** What was heard at the end of the last of so many steps. */
    private ReactiveMethod.Arrival arrival(long steps, Replicas replicas, List<Answer> answers) {
        if (answers.size() != steps) {
            throw new IllegalStateException("after " + steps + " steps as many answers of the network are needed,"
                    + " found " + answers.size() + ".");
        }
        while (answersSeen < steps - 1) {
            note(answers.get(answersSeen));
        }
        int letter = heardIn(answers.get(answersSeen));
        long since = sentIn[letter];
        note(answers.get(answersSeen));
        Tensor vector = letter < workers ? replicas.kept(REPLY).of(letter) : posted.get(letter - workers);
        return new ReactiveMethod.Arrival(letter, vector, steps - 1, since);
    }

    private Letter asked(int letter, long step) {
        int sender = letter < workers ? letter : method.senders().get(letter - workers);
        return new Letter(sender, Math.toIntExact(step - sentIn[letter]), place[letter]);
    }

    private List<Integer> underWay() {
        return IntStream.range(0, sentIn.length)
                .filter(letter -> sentIn[letter] != NOT_UNDER_WAY)
                .boxed()
                .toList();
    }

    private int heardIn(Answer answer) {
        return underWay().get(answer.heard().get(0));
    }

    /** What is sent in the step after an answer. */
    private void note(Answer answer) {
        int letter = heardIn(answer);
        answersSeen++;
        sentIn[letter] = NOT_UNDER_WAY;
        if (letter < workers) {
            replies[letter]++;
        }
        int count = 0;
        for (int sent : method.answersTo(letter)) {
            sentIn[sent] = answersSeen;
            place[sent] = count++;
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        method.arrived(arrival(steps, replicas, net.answers()), new ClosedWorkshop());
    }

    /** Training is over: the last arrival still counts, but nobody begins anything, and what is under way is of no use. */
    private static final class ClosedWorkshop implements Workshop {
        @Override
        public void haveTrain(int worker, int server, Tensor model) {}

        @Override
        public void post(int letter, String name, Tensor vector, int receiver) {}
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(method.parameters());
    }

    @Override
    public Set<String> ofServers() {
        return state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(method.state());
        for (int i = 0; i < posted.size(); i++) {
            state.put("letter-" + i, posted.get(i));
        }
        return state;
    }

    /** What is done in one step. */
    private final class StepWorkshop implements Workshop {
        private final long step;
        private final Replicas replicas;
        private final Communicator net;
        private int sent;

        StepWorkshop(long step, Replicas replicas, Communicator net) {
            this.step = step;
            this.replicas = replicas;
            this.net = net;
        }

        @Override
        public void haveTrain(int worker, int server, Tensor model) {
            net.send(
                    at(server, "model", model),
                    replicas.parameters().of(List.of(worker)).as("model"),
                    null);
            long steps = pace.of(worker);
            long before = replies[worker] * steps;
            for (long own = before; own < before + steps; own++) {
                replicas.localStep(own, List.of(worker));
            }
            StateGroup kept = replicas.kept(REPLY).of(List.of(worker)).as("pseudo-gradient");
            Tensor vector = kept.of(worker);
            vector.assignDifference(model, replicas.parameters().of(worker));
            haveSent(worker);
            net.post(kept, at(server, "pseudo-gradient", vector), null);
        }

        @Override
        public void post(int letter, String name, Tensor vector, int receiver) {
            Tensor content = posted.get(letter - workers).copyInPlace(vector);
            haveSent(letter);
            net.post(at(method.senders().get(letter - workers), name, content), at(receiver, name, content), null);
        }

        private StateGroup at(int rank, String name, Tensor vector) {
            return new StateGroup(name, List.of(rank), List.of(vector), replicas.layout());
        }

        private void haveSent(int letter) {
            if (sentIn[letter] != step || place[letter] != sent) {
                throw new IllegalStateException("letter " + letter + " is sent in step " + step + " as number " + sent
                        + ", which was not told.");
            }
            sent++;
        }

        void requireAllSent() {
            long told =
                    underWay().stream().filter(letter -> sentIn[letter] == step).count();
            if (told != sent) {
                throw new IllegalStateException(
                        told + " letters were told of step " + step + ", but " + sent + " were sent.");
            }
        }
    }
}
