package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comment of a shipped scenario that says what a command prints. {@code -Dgolden.update=true} writes it.
 *
 * <p>It is held letter by letter. Only where the comment says that training differs between processors, since kernels for AVX2 and
 * for AVX-512 add in different orders and a training enlarges the difference, figures that training gives may be off by a tenth.
 */
public final class PrintedComment {
    private static final String EXACT = ":\n#\n";
    private static final String ROUNDED = " (what training gives differs a little between kinds of processors):\n#\n";
    private static final double TENTH = 0.1;
    private static final double POINTS = 15;
    private static final Pattern NUMBER =
            Pattern.compile("(± )?(?<![\\w.])(\\d+(?:\\.\\d+)?)(%|x\\b| ?(?:ns|µs|ms|s|min|h|d|B|kB|MB|GB|TB)\\b)?");
    private static final List<String> TIMES = List.of("ns", "µs", "ms", "s", "min", "h", "d");
    private static final double[] SECONDS = {1e-9, 1e-6, 1e-3, 1, 60, 3_600, 86_400};

    private PrintedComment() {}

    /** What follows from training in a scenario's output: figures of quality alone, or also the times and bytes of trained agents. */
    public enum Trained {
        QUALITY,
        EVERYTHING
    }

    /**
     * Fails where the comment, between its introduction and the scenario's name, is not what was printed.
     *
     * @param introduction the comment's line before it, without its end
     */
    public static void assertSays(Path file, String introduction, String printed, Trained trained) throws IOException {
        String commented = printed.lines()
                .map(line -> ("#   " + line).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
        String text = Files.readString(file);
        boolean rounded = text.contains(introduction + ROUNDED);
        String before = introduction + (rounded ? ROUNDED : EXACT);
        assertThat(text).contains(before);
        int from = text.indexOf(before) + before.length();
        int until = text.indexOf("\nname: ") + 1;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text.substring(0, from) + commented + text.substring(until));
        } else if (rounded) {
            assertNear(text.substring(from, until), commented, trained);
        } else {
            assertThat(text).contains(before + commented + "name: ");
        }
    }

    private static void assertNear(String said, String printed, Trained trained) {
        List<Figure> wanted = figures(said);
        List<Figure> found = figures(printed);
        assertThat(words(printed, trained))
                .as("words of\n%sin place of\n%s", printed, said)
                .isEqualTo(words(said, trained));
        for (int i = 0; i < wanted.size(); i++) {
            Figure figure = wanted.get(i);
            if (figure.mayDiffer(trained) && !figure.isSpread) {
                double room = figure.unit.equals("%") ? POINTS : TENTH * figure.value + 5e-4;
                assertThat(found.get(i).value)
                        .as("figure %d, '%s', of\n%sin place of\n%s", i + 1, figure, printed, said)
                        .isCloseTo(figure.value, within(room));
            }
        }
    }

    /** All but the figures that may differ, the widths of columns and the rules under their heads. */
    private static String words(String text, Trained trained) {
        Matcher numbers = NUMBER.matcher(text);
        return numbers.replaceAll(number -> {
                    Figure figure = Figure.of(number);
                    return figure.mayDiffer(trained) ? figure.kind() : Matcher.quoteReplacement(number.group());
                })
                .replaceAll("[─#\\s]+", " ");
    }

    private static List<Figure> figures(String text) {
        List<Figure> figures = new ArrayList<>();
        NUMBER.matcher(text).results().forEach(number -> figures.add(Figure.of(number)));
        return figures;
    }

    private record Figure(double value, String unit, boolean isSpread) {
        static Figure of(java.util.regex.MatchResult number) {
            double value = Double.parseDouble(number.group(2));
            String unit = number.group(3) == null ? "" : number.group(3).strip();
            int time = TIMES.indexOf(unit);
            return new Figure(time < 0 ? value : value * SECONDS[time], time < 0 ? unit : "s", number.group(1) != null);
        }

        boolean mayDiffer(Trained trained) {
            return trained == Trained.EVERYTHING || unit.isEmpty() || unit.equals("%");
        }

        String kind() {
            return isSpread ? "± spread" : "number" + unit;
        }
    }
}
