package org.longhaul.training.method.adapt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.longhaul.training.model.Model;
import org.longhaul.training.objective.PlainLoss;
import org.longhaul.training.replica.LocalRounds;
import org.longhaul.training.replica.MeasuredBatches;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.Accuracy;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Tensor;

/**
 * Every client, when training has ended: what the last model, the last model adapted to its own data, and a model that it trained
 * alone are worth to it, each by its accuracy on what is held out of its own data.
 *
 * <p>A client whose own model is better has nothing from having taken part: it is underperforming. What adapting takes is charged;
 * what the yardstick takes is not, since no run would train it. All clients adapt, whoever took part, and clients of whose data
 * nothing is held out are not judged.
 */
public final class AdaptedClients {
    private static final RoundFigure RELATIVE = new RoundFigure(
            "relative-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Accuracy of the last model on a client's own data less that of a model that the client trained alone; the mean over clients.");
    private static final RoundFigure RELATIVE_ADAPTED = new RoundFigure(
            "adapted-relative-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Accuracy on a client's own data of the last model as the client adapted it, less that of a model that the client trained alone; the mean over clients.");
    private static final RoundFigure UNDERPERFORMING = new RoundFigure(
            "underperforming-clients", "clients", Better.LOWER, "Clients with a relative accuracy below 0.");
    private static final RoundFigure UNDERPERFORMING_ADAPTED = new RoundFigure(
            "adapted-underperforming-clients",
            "clients",
            Better.LOWER,
            "Clients whose relative accuracy is below 0 when they have adapted the last model.");
    private static final RoundFigure ALONE = new RoundFigure(
            "alone-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Accuracy on a client's own data of a model that it trained alone, which nobody is charged for; the mean over clients.");
    private static final RoundFigure ADAPTED = new RoundFigure(
            "adapted-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Accuracy on a client's own data of the last model as the client adapted it; the mean over clients.");

    /** What is told of clients, in the order in which it is shown. */
    public static final List<RoundFigure> FIGURES =
            List.of(UNDERPERFORMING, UNDERPERFORMING_ADAPTED, RELATIVE, RELATIVE_ADAPTED, ADAPTED, ALONE);

    private final Adaptation adaptation;
    private final Replicas replicas;
    private final LocalRounds adapting;
    private final LocalRounds alone;
    private final Tensor initial;

    /** Nobody has adapted anything; to be made before training begins. */
    public AdaptedClients(Adaptation adaptation, Replicas replicas) {
        this.adaptation = adaptation;
        this.replicas = replicas;
        adapting = replicas.rounds(adaptation.objective());
        alone = replicas.rounds(new PlainLoss());
        initial = replicas.newVectorOfInitialParameters();
    }

    /**
     * Checks the settings against the model.
     *
     * @throws IllegalArgumentException if it cannot be adapted so, or is not judged by accuracy
     */
    public static void requireFit(Adaptation adaptation, Model model) {
        adaptation.objective().requireFit(model);
        if (!new Accuracy().fits(model.task())) {
            throw new IllegalArgumentException("adaptation compares accuracies, which models of the task "
                    + model.task().id() + " do not have.");
        }
    }

    /**
     * Every client adapts the model, some of them at a time, and what comes of it is told.
     *
     * @param model what the server holds; from {@link Replicas#newVector}
     * @param steps steps of the training
     */
    public void adapt(Tensor model, long steps) {
        Map<Integer, Double> before = new TreeMap<>();
        Map<Integer, Double> after = new TreeMap<>();
        Map<Integer, Double> own = new TreeMap<>();
        long aloneSteps = adaptation.aloneSteps() == null ? steps : adaptation.aloneSteps();
        double rate = adaptation.learningRate() == null ? replicas.learningRate(0) : adaptation.learningRate();
        int atOnce = Math.max(1, replicas.cohort(0).size());
        for (int first = 0; first < replicas.workers(); first += atOnce) {
            List<Integer> some = IntStream.range(first, Math.min(replicas.workers(), first + atOnce))
                    .boxed()
                    .toList();
            start(some, model, steps);
            measure(before);
            adapting.train(
                    new LocalRounds.Moment(0, steps, steps, model),
                    new LocalRounds.Course(steps, adaptation.steps(), step -> rate, true));
            measure(after);
            start(some, initial, steps);
            // The schedule's whole course, whatever the number of steps.
            alone.train(
                    new LocalRounds.Moment(0, steps, steps, initial),
                    new LocalRounds.Course(
                            0,
                            aloneSteps,
                            step -> replicas.learningRate((long) ((double) step * steps / aloneSteps)),
                            false));
            measure(own);
        }
        replicas.enter(List.of(), steps, false);
        tell(before, after, own);
    }

    private void start(List<Integer> some, Tensor from, long step) {
        replicas.enter(some, step, false);
        // What rests of an optimizer is of the rounds, which neither adapting nor training alone goes on with.
        replicas.resetOptimizer(some, step);
        replicas.adopt(from);
    }

    /** Accuracies of the models that those who take part hold, on what is held out of their data. */
    private void measure(Map<Integer, Double> accuracies) {
        MeasuredBatches measuring = replicas.measuring();
        List<Integer> present = replicas.present();
        List<Tensor> models = present.stream().map(replicas.parameters()::of).toList();
        List<List<WeightedSum>> sums = measuring.heldOut(present, models);
        for (int measure = 0; measure < sums.get(0).size(); measure++) {
            if (measuring.measure(measure).id().equals(Accuracy.ID)) {
                for (int place = 0; place < present.size(); place++) {
                    WeightedSum sum = sums.get(place).get(measure);
                    if (sum.weight() > 0) {
                        accuracies.put(present.get(place), measuring.value(measure, sum));
                    }
                }
            }
        }
    }

    private void tell(Map<Integer, Double> before, Map<Integer, Double> after, Map<Integer, Double> own) {
        if (own.isEmpty()) {
            return;
        }
        tell(ALONE, own);
        tell(ADAPTED, after);
        tell(RELATIVE, UNDERPERFORMING, before, own);
        tell(RELATIVE_ADAPTED, UNDERPERFORMING_ADAPTED, after, own);
    }

    private void tell(RoundFigure relative, RoundFigure count, Map<Integer, Double> of, Map<Integer, Double> own) {
        Map<Integer, Double> differences = new TreeMap<>();
        // Whoever is judged by one of its models is judged by all.
        of.forEach((client, accuracy) -> differences.put(client, accuracy - Objects.requireNonNull(own.get(client))));
        tell(relative, differences);
        replicas.figures().tell(count, (double)
                differences.values().stream().filter(each -> each < 0).count());
    }

    private void tell(RoundFigure figure, Map<Integer, Double> ofClients) {
        double sum = 0;
        for (Map.Entry<Integer, Double> each : ofClients.entrySet()) {
            replicas.figures().tell(figure, each.getKey(), each.getValue());
            sum += each.getValue();
        }
        replicas.figures().tell(figure, sum / ofClients.size());
    }
}
