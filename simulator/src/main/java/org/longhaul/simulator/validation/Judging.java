package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runs those of the cases that are asked for, and keeps what came out. */
final class Judging {

    private final NetworkUnderTest underTest;
    private final Predicate<ValidationCase> judged;
    private final Consumer<ValidationResult> progress;
    private final List<ValidationResult> results = new ArrayList<>();

    Judging(NetworkUnderTest underTest, Predicate<ValidationCase> judged, Consumer<ValidationResult> progress) {
        this.underTest = underTest;
        this.judged = judged;
        this.progress = progress;
    }

    NetworkUnderTest underTest() {
        return underTest;
    }

    /** A test bed with the hosts of our own measurements. */
    TestBed bed(CaseTable.Row row) {
        return new TestBed(underTest, row.control());
    }

    List<ValidationResult> results() {
        return List.copyOf(results);
    }

    /** Runs the cases that one run answers, if any of them is asked for: case i is judged by figure i. */
    void judge(Supplier<TestBed.RunFigures> run, ValidationCase... cases) {
        boolean[] asked = new boolean[cases.length];
        boolean any = false;
        for (int i = 0; i < cases.length; i++) {
            asked[i] = judged.test(cases[i]);
            any |= asked[i];
        }
        if (!any) {
            return;
        }
        TestBed.RunFigures values = run.get();
        if (values.size() != cases.length) {
            throw new IllegalStateException(values.size() + " figures for " + Arrays.toString(cases) + ".");
        }
        for (int i = 0; i < cases.length; i++) {
            if (asked[i]) {
                ValidationResult result = ValidationResult.of(cases[i], values.of(i));
                results.add(result);
                progress.accept(result);
            }
        }
    }
}
