package org.longhaul.scenario.file;

import java.util.List;
import java.util.stream.Collectors;

/** A file that cannot be used, with everything found wrong with it, in the order of its lines. */
public final class InvalidFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 10;

    private final transient List<Problem> problems;

    public InvalidFileException(List<Problem> problems) {
        super(render(problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidFileException(Problem problem) {
        this(List.of(problem));
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String render(List<Problem> problems) {
        String text = problems.stream().limit(SHOWN).map(Problem::render).collect(Collectors.joining("\n"));
        return problems.size() <= SHOWN ? text : text + "\n... and " + (problems.size() - SHOWN) + " more";
    }
}
