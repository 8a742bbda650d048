// Reads DTAUS0 with OBanToo (Debian libobantoo-java) and prints for each logical file what its transfers add up to:
//     count accounts banks cents
// Its parser does not compare them with record E, so this does. Exit 1 if a file is not read or a sum disagrees.
import de.jost_net.OBanToo.Dtaus.CSatz;
import de.jost_net.OBanToo.Dtaus.DtausDateiParser;
import de.jost_net.OBanToo.Dtaus.ESatz;
import java.math.BigInteger;

public class ObantooCheck {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            DtausDateiParser parser = new DtausDateiParser(file, DtausDateiParser.SPEZIFIKATIONSKONFORM);
            for (int nr = 1; nr <= parser.getAnzahlLogischerDateien(); nr++) {
                parser.setLogischeDatei(nr);
                check(parser);
            }
        }
    }

    private static void check(DtausDateiParser parser) throws Exception {
        ESatz sums = parser.getESatz();
        int count = 0;
        BigInteger accounts = BigInteger.ZERO, banks = BigInteger.ZERO, cents = BigInteger.ZERO;
        for (CSatz c = parser.next(); c != null; c = parser.next()) {
            count++;
            accounts = accounts.add(BigInteger.valueOf(c.getKontonummer()));
            banks = banks.add(BigInteger.valueOf(c.getBlzEndbeguenstigt()));
            cents = cents.add(BigInteger.valueOf(c.getBetragInCent()));
        }
        if (count != sums.getAnzahlDatensaetze() || !accounts.equals(sums.getSummeKontonummern())
                || !banks.equals(sums.getSummeBankleitzahlen()) || !cents.equals(sums.getSummeBetraege())) {
            throw new Exception("record E states " + sums);
        }
        System.out.println(count + " " + accounts + " " + banks + " " + cents);
    }
}
