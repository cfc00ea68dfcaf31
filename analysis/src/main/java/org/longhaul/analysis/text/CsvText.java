package org.longhaul.analysis.text;

import java.util.List;

/**
 * Lines of CSV (RFC 4180, ended by line feeds). Spreadsheets take text that begins with certain characters for a formula: an
 * apostrophe before it stops that, but for numbers.
 */
public final class CsvText {

    private static final String FORMULA = "=+-@\t\r";
    private static final String NUMBER = "[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?[ %A-Za-zµ≈±.\\d]*";

    private CsvText() {}

    /** Returns one line of the fields, with its end. */
    public static String line(List<String> fields) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            String field = TextTable.clean(fields.get(i), TextTable.Style.UNICODE);
            if (!field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 && !field.matches(NUMBER)) {
                field = "'" + field;
            }
            boolean quoted = field.indexOf(',') >= 0 || field.indexOf('"') >= 0;
            out.append(i == 0 ? "" : ",").append(quoted ? "\"" + field.replace("\"", "\"\"") + "\"" : field);
        }
        return out.append('\n').toString();
    }
}
