/** The certificate that the gateway shows: made on first use, for this machine's loopback address alone. */
import { generate } from 'selfsigned';

/** A certificate and its key, both as PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const validDays = 365;

/** Makes a certificate for 127.0.0.1 and localhost that clients may take as their authority. */
export async function makeCertificate(): Promise<Certificate> {
  const notBeforeDate = new Date(Date.now() - 3_600_000);
  const notAfterDate = new Date(Date.now() + validDays * 86_400_000);
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'kubarium' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { certificate: cert, key };
}
