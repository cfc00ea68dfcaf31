package org.longhaul.analysis.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class ErrorFigureTest {

    @TempDir
    Path folder;

    private String drawn(double... errors) throws Exception {
        Path file = folder.resolve("errors.svg");
        ErrorFigure.write(
                new ErrorFigure.Content(
                        "Errors",
                        "of two models",
                        List.of("one", "other"),
                        List.of(new ErrorFigure.Row("group", "3 cases", errors, false))),
                file);
        return Files.readString(file);
    }

    private static double firstDisc(String svg) {
        // The legend has a disc of its own, drawn before the rows.
        Matcher disc = Pattern.compile("cx=\"([\\d.]+)\"").matcher(svg);
        assertThat(disc.find()).isTrue();
        assertThat(disc.find()).isTrue();
        return Double.parseDouble(disc.group(1));
    }

    @Test
    void equalRatiosAreEqualDistances() throws Exception {
        double one = firstDisc(drawn(0.01, 0.5));
        double ten = firstDisc(drawn(0.10, 0.5));
        double hundred = firstDisc(drawn(1.00, 0.5));
        assertThat(ten - one).isCloseTo(hundred - ten, within(0.02)).isGreaterThan(100);
    }

    @Test
    void aModelWithoutFigureHasNoMark() throws Exception {
        assertThat(drawn(0.01, 0.5).split("<polygon", -1).length)
                .isEqualTo(drawn(0.01, Double.NaN).split("<polygon", -1).length + 1);
    }

    @Test
    void errorsBeyondTheAxisStayOnIt() throws Exception {
        assertThat(firstDisc(drawn(0, 0.5))).isEqualTo(236);
        assertThat(firstDisc(drawn(50, 0.5))).isEqualTo(920);
    }
}
