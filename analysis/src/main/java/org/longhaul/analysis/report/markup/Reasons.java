package org.longhaul.analysis.report.markup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reasons that many rows of a table share: each is told once under the table, and the rows refer to it. */
public final class Reasons {

    private final String id;
    private final String noun;
    private final List<String> texts = new ArrayList<>();

    /** Starts without any; {@code id} begins the anchors, {@code noun} the references. */
    public Reasons(String id, String noun) {
        this.id = id;
        this.noun = noun;
    }

    /** Returns a reference to the reason as markup. */
    public String refer(String text) {
        int at = texts.indexOf(text);
        if (at < 0) {
            at = texts.size();
            texts.add(text);
        }
        return "<a href=\"#" + id + "-" + (at + 1) + "\">" + noun + " " + (at + 1) + "</a>";
    }

    /** Returns the reasons as a list; nothing when there are none. */
    public String html() {
        if (texts.isEmpty()) {
            return "";
        }
        Html html = new Html();
        html.raw("<ul class=\"reasons\">\n");
        for (int i = 0; i < texts.size(); i++) {
            html.raw("<li id=\"" + id + "-" + (i + 1) + "\">")
                    .element("b", noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1) + " " + (i + 1))
                    .text(" " + texts.get(i))
                    .raw("</li>\n");
        }
        return html.raw("</ul>\n").toString();
    }
}
