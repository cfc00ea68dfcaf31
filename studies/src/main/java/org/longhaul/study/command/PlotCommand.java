package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.FigureOptions;
import org.longhaul.analysis.figure.FrontierFigure;
import org.longhaul.analysis.figure.HeatFigure;
import org.longhaul.analysis.figure.LinesFigure;
import org.longhaul.analysis.figure.MeasureFigure;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.study.compare.JoinedRuns;
import org.longhaul.study.compare.PlottedPoints;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws figures of runs and of tables of points. */
@AutoService(UserCommand.class)
@Provides(
        id = "plot",
        description = "Draw heat maps, lines, frontiers and losses of runs or of a sweep's table, as SVG, PNG or PDF.")
@Command(
        name = "plot",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "  longhaul plot heat sweep.csv --x topology.wide --y topology.wideLatency --value target \\",
            "      --method diloco -o map.svg",
            "  longhaul plot utilisation sweep.csv --x topology.wide -o utilisation.pdf",
            "  longhaul plot frontier sweep.csv --x target --y charged-bytes -o frontier.png",
            "  longhaul plot lines runs/a runs/b runs/c --x topology.wide --y seconds -o lines.svg",
            "  longhaul plot loss runs/quick -o loss.svg -o loss.png"
        })
public final class PlotCommand implements UserCommand {
    @Spec
    private CommandSpec spec;

    /** picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    public PlotCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }

    @Command(
            name = "heat",
            mixinStandardHelpOptions = true,
            description =
                    "A map of one figure over two axes, such as bandwidth and latency, or bandwidth and period: a cell"
                            + " for each point, hatched where the target was not reached.")
    int heat(
            @Mixin PlotOptions options,
            @Option(names = "--x", required = true, paramLabel = "COLUMN", description = "axis across") String x,
            @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "axis up") String y,
            @Option(
                            names = "--value",
                            required = true,
                            paramLabel = "FIGURE",
                            description = "figure, such as seconds, target, utilisation, loss")
                    String value,
            @Option(
                            names = "--baseline",
                            paramLabel = "LABEL",
                            description = "divide by this method's figure at the same point")
                    @Nullable
                    String baseline) {
        return options.draw(() -> {
            List<String> methods = new ArrayList<>(options.methods());
            if (baseline != null && !methods.isEmpty()) {
                methods.add(baseline);
            }
            HeatFigure.Content content = PlottedPoints.of(
                            options.points(), methods, options.where(), options.title(), options.names())
                    .heat(x, y, value, baseline);
            return (file, width, height) -> HeatFigure.write(content, file, width, height);
        });
    }

    @Command(
            name = "lines",
            mixinStandardHelpOptions = true,
            description = "One figure over one axis, a line for each method, the seeds' range shaded.")
    int lines(
            @Mixin PlotOptions options,
            @Option(names = "--x", required = true, paramLabel = "COLUMN", description = "axis across") String x,
            @Option(names = "--y", required = true, paramLabel = "FIGURE", description = "figure up") String y) {
        return options.draw(() -> {
            LinesFigure.Content content = PlottedPoints.of(
                            options.points(), options.methods(), options.where(), options.title(), options.names())
                    .lines(x, y);
            return (file, width, height) -> LinesFigure.write(content, file, width, height);
        });
    }

    @Command(
            name = "utilisation",
            aliases = "utilization",
            mixinStandardHelpOptions = true,
            description =
                    "Compute utilisation over one axis, usually the bandwidth: the share of their time that workers"
                            + " compute.")
    int utilisation(
            @Mixin PlotOptions options,
            @Option(names = "--x", required = true, paramLabel = "COLUMN", description = "axis across") String x) {
        return lines(options, x, "utilisation");
    }

    @Command(
            name = "frontier",
            mixinStandardHelpOptions = true,
            description = "All points by two figures, and the frontier of those that no other point beats in both.")
    int frontier(
            @Mixin PlotOptions options,
            @Option(names = "--x", required = true, paramLabel = "FIGURE", description = "figure across") String x,
            @Option(names = "--y", required = true, paramLabel = "FIGURE", description = "figure up") String y,
            @Option(
                            names = "--higher",
                            split = ",",
                            paramLabel = "FIGURE",
                            description =
                                    "which of the two is the better the higher (default: utilisation and accuracy)")
                    @Nullable
                    List<String> higher) {
        return options.draw(() -> {
            List<String> high = higher == null ? List.of() : higher;
            FrontierFigure.Content content = PlottedPoints.of(
                            options.points(), options.methods(), options.where(), options.title(), options.names())
                    .frontier(x, y, high.contains(x), high.contains(y));
            return (file, width, height) -> FrontierFigure.write(content, file, width, height);
        });
    }

    @Command(
            name = "loss",
            mixinStandardHelpOptions = true,
            description =
                    "Training curves of one run, or of several on one pair of axes: mean over seeds, their range shaded.")
    int loss(
            @Mixin PlotOptions options,
            @Option(
                            names = "--across",
                            paramLabel = "WHAT",
                            defaultValue = "time",
                            description = "time, bytes, or what is trained on, such as tokens (default: time)")
                    String across,
            @Option(
                            names = "--measure",
                            paramLabel = "MEASURE",
                            description = "which measure (default: what methods are ranked by)")
                    @Nullable
                    String measure,
            @Option(names = "--log", description = "a logarithmic axis across") boolean log) {
        return options.draw(() -> {
            String title = options.title();
            if (!options.where().isEmpty()
                    || !options.methods().isEmpty()
                    || !options.names().isEmpty()
                    || (title != null && !title.isEmpty())) {
                throw new IllegalArgumentException("--where, --method, --name and --title are for points; allowed with"
                        + " losses: --measure, --across, --log, --no-title, --size");
            }
            RunRecord run = JoinedRuns.of(options.runs());
            if (measure != null) {
                run.measures().get(measure);
            }
            FigureOptions.Across what = across(across, run);
            boolean titled = title == null && options.runs().size() == 1;
            return (file, width, height) ->
                    MeasureFigure.write(run, file, new FigureOptions(width, height, what, log, measure, titled));
        });
    }

    private static FigureOptions.Across across(String word, RunRecord run) {
        String items = MeasureWords.plural(run.measures().item());
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "time" -> FigureOptions.Across.TIME;
            case "bytes" -> FigureOptions.Across.BYTES;
            default -> {
                if (!word.equalsIgnoreCase(items)) {
                    throw new WrongInputException(
                            "--across: " + word + "; allowed for this run: time, " + items + ", bytes");
                }
                yield FigureOptions.Across.ITEMS;
            }
        };
    }
}
