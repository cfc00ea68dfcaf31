package org.longhaul.scenario.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Fits the texts of the commands' help to the terminal: sentences flow on, examples (which are indented) keep their lines. */
final class HelpText {
    /** Columns that the library for command lines needs to explain a command. */
    private static final int LEAST_WIDTH = 55;

    private HelpText() {}

    /** Lets the help of a command and of all below it take that many columns. */
    static void fit(CommandLine line, int width) {
        line.setUsageHelpWidth(Math.max(LEAST_WIDTH, width));
        flow(line);
    }

    private static void flow(CommandLine line) {
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.description(flowing(usage.description()));
        usage.footer(flowing(usage.footer()));
        line.getSubcommands().values().forEach(HelpText::flow);
    }

    private static String[] flowing(String... lines) {
        List<String> paragraphs = new ArrayList<>();
        boolean open = false;
        for (String line : lines) {
            boolean sentence = !line.isBlank() && !line.startsWith(" ");
            if (sentence && open) {
                paragraphs.add(paragraphs.remove(paragraphs.size() - 1) + " " + line);
            } else {
                paragraphs.add(line);
            }
            open = sentence && !line.endsWith(":");
        }
        return paragraphs.toArray(String[]::new);
    }
}
