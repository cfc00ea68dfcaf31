package org.longhaul.study.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.validation.MeasuredRanges;
import org.longhaul.study.plan.point.PlanException;
import org.longhaul.study.plan.point.PointSource;
import org.longhaul.study.plan.point.RecordedSource;
import org.longhaul.study.plan.point.ScheduleOptions;
import org.longhaul.study.plan.point.ScheduleSource;

/** Answers plans. */
public final class Planning {
    private Planning() {}

    /**
     * Reads a plan; relative paths begin at its folder, or at the working directory where it is no file.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong, by line
     */
    public static PlanSpec read(YamlDocument document, Path folder) {
        return Binder.bind(Extensions.load().vocabulary(), document, PlanSpec.class, FileFinder.from(folder));
    }

    /** Where relative paths of a plan file begin. */
    public static Path folderOf(Path file) {
        return ScenarioReader.folderOf(file);
    }

    /**
     * Answers a plan.
     *
     * @param progress hears what is being done
     * @throws PlanException if a question cannot be answered so
     * @throws IOException if a run cannot be read
     */
    public static PlanAnswer answer(PlanSpec spec, Consumer<String> progress) throws IOException {
        List<PointSource> sources = new ArrayList<>();
        Path scenario = spec.scenario();
        if (scenario != null) {
            sources.add(new ScheduleSource(
                    scenario,
                    new ScheduleOptions(
                            spec.steps(),
                            spec.target().tokens(),
                            spec.closing(),
                            spec.overlap() == PlanSpec.Granularity.LAYERS)));
        }
        for (Path run : spec.runs()) {
            progress.accept("reading " + run);
            sources.add(
                    new RecordedSource(run, spec.target().reach(), spec.target().tokens()));
        }
        PlanLab lab = new PlanLab(spec, sources, progress);
        checkMethods(spec, sources);
        lab.check();
        List<Threshold> thresholds = thresholds(spec);
        List<TimeAnswer> times = spec.asks(PlanQuestion.TIMES) ? TimeAnswer.all(lab) : List.of();
        List<BandwidthAnswer> bandwidths = spec.asks(PlanQuestion.LEAST_BANDWIDTH)
                ? BandwidthAnswer.all(lab, required(thresholds, PlanQuestion.LEAST_BANDWIDTH))
                : List.of();
        List<PeriodAnswer> periods = spec.asks(PlanQuestion.SMALLEST_PERIOD)
                ? PeriodAnswer.all(lab, required(thresholds, PlanQuestion.SMALLEST_PERIOD))
                : List.of();
        List<CrossoverAnswer> crossovers = spec.asks(PlanQuestion.CROSSOVERS) ? CrossoverAnswer.all(lab) : List.of();
        boolean cheapest = spec.asks(PlanQuestion.CHEAPEST);
        boolean frontier = spec.asks(PlanQuestion.FRONTIER);
        ChoiceAnswer choice = cheapest || frontier ? new PointChooser(lab).answer(cheapest, frontier) : null;
        if (times.isEmpty() && bandwidths.isEmpty() && periods.isEmpty() && crossovers.isEmpty() && choice == null) {
            throw new PlanException(
                    "the plan asks nothing that can be answered; allowed: bandwidth with target.utilisation or"
                            + " limits.time, prices, or questions and what they need");
        }
        return new PlanAnswer(
                spec.name(),
                asked(sources),
                lab.simulated(),
                times,
                bandwidths,
                periods,
                crossovers,
                choice,
                validated());
    }

    private static String asked(List<PointSource> sources) {
        List<String> names = sources.stream().map(PointSource::name).toList();
        return sources.get(0).isOfSchedules()
                ? "the methods' schedules of " + names.get(0) + "; nothing was trained, so nothing is known of losses"
                : "replay of " + String.join(", ", names) + ", with the losses that were recorded";
    }

    private static void checkMethods(PlanSpec spec, List<PointSource> sources) {
        List<String> known = sources.stream()
                .flatMap(source -> source.methods().stream())
                .distinct()
                .toList();
        for (String method : spec.methods()) {
            if (!known.contains(method)) {
                throw new PlanException("methods names '" + method + "'; allowed: " + String.join(", ", known)
                        + Spelling.maybe(method, known));
            }
        }
    }

    private static List<Threshold> thresholds(PlanSpec spec) {
        if (spec.target().utilisation().isEmpty()) {
            return spec.limits().time() == null
                    ? List.of()
                    : List.of(new Threshold(null, spec.limits().time()));
        }
        return spec.target().utilisation().stream()
                .map(share -> new Threshold(share, spec.limits().time()))
                .toList();
    }

    private static List<Threshold> required(List<Threshold> thresholds, PlanQuestion question) {
        if (thresholds.isEmpty()) {
            throw new PlanException(
                    "question " + question.id()
                            + " needs something that is to be met; allowed: target: {utilisation: [0.9]}, or limits: {time: 12 h}");
        }
        return thresholds;
    }

    /** Each property of the measured paths from the least to the most of all rows. */
    private static String validated() {
        StringJoiner words = new StringJoiner(", ");
        for (MeasuredRanges.Property property : MeasuredRanges.Property.values()) {
            List<MeasuredRanges.Range> ranges = MeasuredRanges.ofAll().parts().stream()
                    .map(part -> part.ranges().get(property))
                    .filter(Objects::nonNull)
                    .toList();
            double least = ranges.stream()
                    .mapToDouble(MeasuredRanges.Range::least)
                    .min()
                    .orElse(Double.NaN);
            double most = ranges.stream()
                    .mapToDouble(MeasuredRanges.Range::most)
                    .max()
                    .orElse(Double.NaN);
            words.add(property.label() + " " + new MeasuredRanges.Range(property, least, most).text() + " "
                    + property.unit());
        }
        return words.toString();
    }
}
