// Reads DTAUS0 with hbci4j (Debian libhbci4j-core-java) and prints what the transfers of the first logical file, the
// only one it reads, add up to:
//     count accounts banks cents
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Properties;
import org.kapott.hbci.callback.HBCICallbackConsole;
import org.kapott.hbci.manager.HBCIUtils;
import org.kapott.hbci.swift.DTAUS;

public class Hbci4jCheck {
    public static void main(String[] files) throws Exception {
        Properties quiet = new Properties();
        quiet.setProperty("log.loglevel.default", "1");
        HBCIUtils.init(quiet, new HBCICallbackConsole());
        for (String file : files) {
            DTAUS dtaus = new DTAUS(new String(Files.readAllBytes(Paths.get(file)), StandardCharsets.ISO_8859_1));
            BigInteger accounts = BigInteger.ZERO, banks = BigInteger.ZERO, cents = BigInteger.ZERO;
            for (Object entry : dtaus.getEntries()) {
                DTAUS.Transaction transfer = (DTAUS.Transaction) entry;
                accounts = accounts.add(new BigInteger(transfer.otherAccount.number.trim()));
                banks = banks.add(new BigInteger(transfer.otherAccount.blz.trim()));
                cents = cents.add(BigInteger.valueOf(transfer.value.getLongValue()));
            }
            System.out.println(dtaus.getEntries().size() + " " + accounts + " " + banks + " " + cents);
        }
    }
}
